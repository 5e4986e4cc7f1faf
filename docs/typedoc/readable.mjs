/**
 * A plugin of typedoc for the way in which our sources are written: groups are the folders of a package, destructured
 * parameters have a name, `@param a, b` describes both, and all that is thrown stands under one heading. Pages say what a package
 * is, and nothing of a type parameter of which there is nothing to say.
 */
import { Comment, CommentTag, Converter, ReflectionKind } from 'typedoc';
import { MarkdownPageEvent } from 'typedoc-plugin-markdown';
import { standingTopics } from '../../tools/topics.mjs';

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
    if (comment) comment.blockTags = joinThrows(comment.blockTags.flatMap(splitNames));
    const names = new Set(parameters.map(({ name }) => name));
    const spare = comment?.blockTags.find(({ tag, name = '' }) => {
      return tag === '@param' && !name.includes('.') && !names.has(name);
    });
    const unnamed = parameters.find(({ name }) => name === '__namedParameters');
    if (unnamed) unnamed.name = spare?.name ?? 'options';
  });
  app.renderer.on(MarkdownPageEvent.END, (page) => {
    const { contents = '', url } = page;
    page.contents = withAbout(withoutBareTypes(contents), url.replaceAll('\\', '/'));
  });
}

const PACKAGES = standingTopics();

/** The index with what each package is for, in the order of the course; the page of a package with the same. */
function withAbout(contents, url) {
  if (url === 'index.md') {
    const lines = PACKAGES.map(
      ({ name, about }) => `- [\`@dl/${name}\`](@dl/${name}/index.md): ${about?.en}`,
    );
    return contents.replace(/(?:^- \[@dl\/.*\n?)+/m, `${lines.join('\n')}\n`);
  }
  const topic = PACKAGES.find(({ name }) => url === `@dl/${name}/index.md`);
  if (!topic?.about) return contents;
  const { en } = topic.about;
  return contents.replace(
    /^# .*$/m,
    (title) => `${title}\n\n${en[0].toUpperCase()}${en.slice(1)}.`,
  );
}

/** Without `### B` followed by `B`. */
function withoutBareTypes(contents) {
  return contents.replace(
    /^(#+) Type Parameters\n\n((?:#+ \w+\n\n`\w+`\n\n?)+)(?=#|$(?![\s\S]))/gm,
    (all, _level, types) => (/^(?:#+ (\w+)\n\n`\1`\n\n?)+$/.test(types) ? '' : all),
  );
}

/** Several `@throws` as one, a list. */
function joinThrows(tags) {
  const thrown = tags.filter(({ tag }) => tag === '@throws');
  if (thrown.length < 2) return tags;
  const content = thrown.flatMap(({ content: parts }) => [
    { kind: 'text', text: '\n- ' },
    ...parts,
  ]);
  const joined = new CommentTag('@throws', Comment.cloneDisplayParts(content));
  return [...tags.filter((tag) => !thrown.includes(tag)), joined];
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
