/**
 * A plugin of typedoc for the way in which our sources are written: groups are the folders of a package, destructured
 * parameters have a name, and `@param a, b` describes both.
 */
import { Comment, CommentTag, Converter, ReflectionKind } from 'typedoc';

/** The title of what lies in each folder of core. */
export const GROUPS = {
  backend: 'Start',
  ops: 'Ops',
  nn: 'Layers',
  model: 'Models',
  optim: 'Optimisers',
  train: 'Training',
  data: 'Data',
  metrics: 'Metrics',
  files: 'Files',
  torch: 'Files of PyTorch',
  keras: 'Files of Keras',
  random: 'Random numbers',
  init: 'Initialisers',
  tape: 'Gradients',
  wasm: 'Kernels',
  check: 'Checks',
};

/** What typedoc calls. */
export function load(app) {
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (context, reflection) => {
    if (!reflection.parent?.kindOf(ReflectionKind.Project | ReflectionKind.Module)) return;
    const title = doorOf(context, reflection) ?? GROUPS[folderOf(context, reflection)];
    if (title === undefined) return;
    reflection.comment ??= new Comment();
    reflection.comment.blockTags.push(new CommentTag('@group', [{ kind: 'text', text: title }]));
  });
  // A package's doors are groups of one page, not modules beside one another.
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.getChildrenByKind(ReflectionKind.Module)) {
      project.mergeReflections(module, project);
    }
  });
  app.converter.on(Converter.EVENT_CREATE_SIGNATURE, (_context, { comment, parameters = [] }) => {
    if (comment) comment.blockTags = comment.blockTags.flatMap(splitNames);
    const names = new Set(parameters.map(({ name }) => name));
    const spare = comment?.blockTags.find(({ tag, name = '' }) => {
      return tag === '@param' && !name.includes('.') && !names.has(name);
    });
    const unnamed = parameters.find(({ name }) => name === '__namedParameters');
    if (unnamed) unnamed.name = spare?.name ?? 'options';
  });
}

/** `@dl/core/torch` of what `packages/core/src/doors/torch.ts` exports. */
function doorOf(context, { parent }) {
  const [, name, door] =
    /\/packages\/([^/]+)\/src\/doors\/([^/]+)\.ts$/.exec(fileOf(context, parent)) ?? [];
  return door && `@dl/${name}/${door}`;
}

/** `ops` of `packages/core/src/ops/loss/mse.ts`, `check` of `packages/core/src/check/shape.ts`. */
function folderOf(context, reflection) {
  return /\/packages\/core\/src\/(\w+)/.exec(fileOf(context, reflection))?.[1];
}

function fileOf(context, reflection) {
  const declaration = context.getSymbolFromReflection(reflection)?.declarations?.[0];
  return declaration?.getSourceFile().fileName ?? '';
}

/** `@param a, b text` as two tags. */
function splitNames(tag) {
  if (tag.tag !== '@param' || !tag.name?.endsWith(',')) return [tag];
  const [first, ...rest] = tag.content;
  const [, second, text] = /^\s*([\w.]+)\s*([\s\S]*)$/.exec(first?.text ?? '') ?? [];
  if (second === undefined) return [tag];
  const content = [{ ...first, text }, ...rest];
  return [tag.name.slice(0, -1), second].map((name) => {
    const copy = new CommentTag('@param', Comment.cloneDisplayParts(content));
    copy.name = name;
    return copy;
  });
}
