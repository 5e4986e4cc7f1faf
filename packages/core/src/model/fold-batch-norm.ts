import * as tf from '@tensorflow/tfjs-core';
import { expected } from '../check/describe';
import { ShapeError } from '../check/shape';
import { BatchNorm } from '../nn/batch-norm';
import type { Layer } from '../nn/layer';
import { makeVariables } from '../nn/make-variables';
import { isSequential, type Sequential, sequential } from '../nn/sequential';
import type { Activation } from '../ops/activation/activation';
import { fusedNameOf } from '../ops/activation/ending';
import { expectStatistics } from '../ops/norm/batch-norm';
import { walk } from './walk';

const WHERE = 'foldBatchNorm';

/**
 * A model for inference, which computes what the given one does when it does not train, in fewer steps: each `BatchNorm` is folded
 * into the `Conv2d`, `DepthwiseConv2d`, `Conv1d` or `Linear` in front of it, and so is `relu`, `relu6`, `hardSwish`, `sigmoid`
 * or `tanh` itself as the layer behind. With s = weight / √(variance + ε), W′ = W s and b′ = (b − mean) s + bias.
 *
 * Models of `sequential` within it are taken apart: the result is one row of layers. The given model stays as it is.
 * Convolutions and `Linear` layers of the result have Variables of their own, to be freed by `dispose`; other layers are
 * those of the given model.
 *
 * @throws TypeError if the model did not come from `sequential`; RangeError for a BatchNorm that cannot be folded: behind another
 *   layer, behind an activation, or inside of a layer that is not from `sequential`; for statistics that are not finite;
 *   ShapeError for channels that differ
 */
export function foldBatchNorm(model: Sequential): Sequential {
  if (!isSequential(model)) {
    throw new TypeError(expected(`${WHERE}: model`, 'a model of sequential', model));
  }
  const steps = stepsOf(flatten(model, 'layers'));
  return makeVariables(WHERE, () => sequential(...steps.map(made)));
}

/** A layer with its path in the model. */
interface Place {
  readonly path: string;
  readonly layer: Layer;
}

/** A layer, and what is folded into it. */
interface Step extends Place {
  readonly isFoldable: boolean;
  readonly norms: BatchNorm[];
  activation: Activation | undefined;
}

/** A layer that a BatchNorm can be folded into. */
interface Foldable {
  readonly weight: tf.Variable;
  readonly bias: tf.Variable | undefined;
  readonly options?: { readonly activation?: Activation };
  readonly activation?: Activation;
}

function flatten(model: Sequential, path: string): Place[] {
  return model.layers.flatMap((layer, i) =>
    isSequential(layer) ? flatten(layer, `${path}.${i}.layers`) : [{ path: `${path}.${i}`, layer }],
  );
}

function stepsOf(places: readonly Place[]): Step[] {
  const steps: Step[] = [];
  for (const { path, layer } of places) {
    const last = steps.at(-1);
    const fused = fusedNameOf(layer);
    const isOpen = last?.isFoldable === true && last.activation === 'none';
    if (layer instanceof BatchNorm) {
      if (!isOpen) throw misplaced(path, last);
      expectFits(path, layer, last);
      last.norms.push(layer);
    } else if (isOpen && fused !== undefined) last.activation = fused;
    else {
      const isFoldable = axesOf(layer) !== undefined;
      if (!isFoldable) expectNoneInside(path, layer);
      steps.push({ path, layer, isFoldable, norms: [], activation: activationOf(layer) });
    }
  }
  return steps;
}

function axesOf(layer: Layer): readonly number[] | undefined {
  return (layer.constructor as { outputAxes?: readonly number[] }).outputAxes;
}

function activationOf(layer: Layer): Activation {
  const { options, activation } = layer as Partial<Foldable>;
  return options?.activation ?? activation ?? 'none';
}

function misplaced(path: string, last: Step | undefined): RangeError {
  const rule =
    'Conv2d, DepthwiseConv2d, Conv1d or Linear without an activation in front of BatchNorm';
  const where = `${WHERE}: ${path}`;
  if (last === undefined) return new RangeError(`${where}: expected ${rule}, got none`);
  if (!last.isFoldable) return new RangeError(expected(where, rule, last.layer));
  const { activation } = last;
  const what = typeof activation === 'string' ? activation : 'a function';
  return new RangeError(`${where}: expected ${rule}, got ${last.path} with ${what}`);
}

function expectFits(
  path: string,
  { channels, runningMean, runningVariance }: BatchNorm,
  { layer, path: own }: Step,
) {
  const { weight } = layer as unknown as Foldable;
  const out = (axesOf(layer) ?? []).reduce(
    (size, axis) => size * (weight.shape[axis] as number),
    1,
  );
  if (out !== channels) {
    throw new ShapeError(
      `${WHERE}: ${path}: expected the ${out} channels of ${own}, got ${channels}`,
    );
  }
  expectStatistics(`${WHERE}: ${path}`, 'mean', runningMean);
  expectStatistics(`${WHERE}: ${path}`, 'variance', runningVariance);
}

function expectNoneInside(path: string, layer: Layer): void {
  walk(WHERE, layer, (name, _, holder) => {
    if (!(holder instanceof BatchNorm)) return;
    const inner = `${path}.${name.slice(0, name.lastIndexOf('.'))}`;
    throw new RangeError(
      `${WHERE}: ${inner}: expected BatchNorm in a model of sequential, got one in another layer`,
    );
  });
}

/** The layer itself, or one like it with what is folded into it. */
function made({ layer, isFoldable, norms, activation }: Step): Layer {
  if (!isFoldable) return layer;
  const { weight, bias, options } = layer as unknown as Foldable;
  const values = tf.tidy(() => {
    let [w, b]: (tf.Tensor | undefined)[] = [weight, bias];
    const channels = (axesOf(layer) as readonly number[]).map(
      (axis) => weight.shape[axis] as number,
    );
    for (const norm of norms) {
      const { weight: gain, bias: shift, runningMean, runningVariance, epsilon } = norm;
      const root = tf.rsqrt(tf.add(runningVariance, epsilon));
      const scale = gain === undefined ? root : tf.mul(gain, root);
      w = tf.mul(w as tf.Tensor, tf.reshape(scale, channels));
      const centred = b === undefined ? tf.neg(runningMean) : tf.sub(b, runningMean);
      b = tf.mul(centred, scale);
      if (shift !== undefined) b = tf.add(b, shift);
    }
    return { w: tf.clone(w as tf.Tensor), b: b === undefined ? undefined : tf.clone(b) };
  });
  const own = {
    weight: tf.variable(values.w, weight.trainable),
    bias: values.b === undefined ? undefined : tf.variable(values.b, weight.trainable),
    ...(options === undefined ? { activation } : { options: { ...options, activation } }),
  };
  tf.dispose([values.w, values.b as tf.Tensor]);
  return Object.assign(Object.create(Object.getPrototypeOf(layer)), layer, own);
}
