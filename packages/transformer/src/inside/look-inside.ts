import {
  checkedLater,
  expected,
  expectFunction,
  type OptionChecks,
  readOptions,
} from '@dl/core/check';
import { type Tap, withTaps } from '@dl/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import { type ActivationEdit, type RegionEdit, readEdit, withEdit } from './activation-edit';
import { pathsOf, type Site, sitesOf } from './activation-paths';

export interface LookInsideOptions {
  /** Paths of the activations that are kept, as they are behind edits; `*` stands for any one name: `blocks.*.residual`. Default: none. */
  keep?: readonly string[] | undefined;
  /** What stands in the place of activations, by their paths. Of several for one the later sees what the one before gave. Default: none. */
  edit?: Readonly<Record<string, ActivationEdit>> | undefined;
}

/** What a run gave, and what was seen of it: all the caller's to dispose. */
export interface LookedInside<T> {
  readonly output: T;
  /** By their paths; where a run passes a layer several times, of the last pass. */
  readonly activations: Readonly<Record<string, tf.Tensor>>;
}

const OPTIONS: OptionChecks<LookInsideOptions> = { keep: checkedLater, edit: checkedLater };

/**
 * Runs a model and keeps activations by their paths (`activationPaths`), or puts others in their place: ablation, patching, steering.
 *
 * ```ts
 * const weights = 'blocks.0.attention.weights'; // [batch, heads, query, key]
 * const { output, activations } = lookInside(gpt, () => gpt.forward(ids), { keep: [weights, 'blocks.*.residual'] });
 * const without = { 'blocks.1.attention.heads': { to: 'zero', heads: [3] } } as const;
 * const { output: loss } = lookInside(gpt, () => gpt.loss(ids, next), { edit: without });
 * const patch = { 'blocks.0.residual': { to: activations['blocks.0.residual'], positions: [4] } };
 * const { output: patched } = lookInside(gpt, () => gpt.forward(others), { edit: patch });
 * ```
 *
 * Works under `tf.grads` and the like: gradients flow through edits, into the tensors that they put in, and out of what is kept. Calls may
 * be nested: the outer one sees what the inner one gives. Where a part within attention is asked for, that attention runs by ops instead
 * of its kernel; blocks are not recomputed for a gradient.
 *
 * Nanda and Bloom, TransformerLens, 2022. Meng et al., Locating and editing factual associations in GPT, 2022.
 *
 * @param model one with a stack of blocks: `Gpt`, `Llama`, `Transformer`, `Bert`, `Vit`, a `TransformerEncoder` or `TransformerDecoder`, or
 *   an object of yours that has one in a field
 * @param run computes with the model and ends before it returns: tensors, or objects and arrays of them
 * @throws RangeError for a path that it has not, naming the nearest, for heads or positions out of range, and where the run does not pass
 *   a path; ShapeError for what does not fit in the place of an activation; TypeError for another model, a run that returns a promise,
 *   or an invalid option
 */
export function lookInside<T>(
  model: object,
  run: () => T,
  options?: LookInsideOptions,
): LookedInside<T> {
  const where = 'lookInside';
  const { keep = [], edit = {} } = readOptions(where, options, OPTIONS);
  const sites = sitesOf(where, model);
  expectFunction(where, 'run', run);
  const plans = plansOf(where, sites, keep, edit);
  const kept = new Map<string, tf.Tensor>();
  const missing = new Set(plans.keys());
  const taps = new Map<object, Tap>();
  for (const [layer, paths] of byLayer(sites, plans)) {
    taps.set(layer, (part, x) => {
      const path = paths.get(part);
      const plan = path === undefined ? undefined : plans.get(path);
      if (path === undefined || plan === undefined) return x;
      missing.delete(path);
      const y = plan.edits.reduce(
        (y, own) => tf.tidy(() => withEdit(`${where}: edit`, path, y, own)),
        x,
      );
      if (plan.isKept) {
        kept.get(path)?.dispose();
        kept.set(path, tf.keep(tf.clone(y)));
      }
      return y;
    });
  }
  try {
    return tf.tidy(() => {
      const output = withTaps(taps, run) as T & tf.TensorContainer;
      if (typeof (output as { then?: unknown } | undefined)?.then === 'function') {
        throw new TypeError(
          `${where}: run: expected a function that ends before it returns, got a promise`,
        );
      }
      for (const path of missing) {
        throw new RangeError(`${where}: expected a run that passes ${path}, got one that does not`);
      }
      const own = [...kept].map(([path, x]) => [path, tf.clone(x)]);
      return { output, activations: Object.fromEntries(own) } as never;
    });
  } finally {
    for (const x of kept.values()) x.dispose();
  }
}

/** What is done at a path. */
interface Plan {
  readonly edits: RegionEdit[];
  isKept: boolean;
}

function plansOf(
  where: string,
  sites: ReadonlyMap<string, Site>,
  keep: readonly string[],
  edit: Readonly<Record<string, ActivationEdit>>,
): Map<string, Plan> {
  const plans = new Map<string, Plan>();
  const planOf = (path: string) => {
    const plan = plans.get(path) ?? { edits: [], isKept: false };
    plans.set(path, plan);
    return plan;
  };
  if (!Array.isArray(keep))
    throw new TypeError(expected(`${where}: keep`, 'an array of paths', keep));
  for (const pattern of keep) {
    for (const path of pathsOf(where, 'keep', pattern, sites)) planOf(path).isKept = true;
  }
  if (typeof edit !== 'object' || edit === null) {
    throw new TypeError(expected(`${where}: edit`, 'an object of edits by their paths', edit));
  }
  for (const [pattern, own] of Object.entries(edit)) {
    const paths = pathsOf(where, 'edit', pattern, sites);
    const read = readEdit(where, `edit.${pattern}`, own);
    for (const path of paths) planOf(path).edits.push(read);
  }
  return plans;
}

/** The paths of each layer by its parts. */
function byLayer(
  sites: ReadonlyMap<string, Site>,
  plans: ReadonlyMap<string, Plan>,
): Map<object, Map<string, string>> {
  const layers = new Map<object, Map<string, string>>();
  for (const path of plans.keys()) {
    const { layer, part } = sites.get(path) as Site;
    const parts = layers.get(layer) ?? new Map<string, string>();
    layers.set(layer, parts.set(part, path));
  }
  return layers;
}
