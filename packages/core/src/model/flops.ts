import * as tf from '@tensorflow/tfjs-core';
import { expected } from '../check/describe';
import { expectPositiveInteger } from '../check/number';
import { type OptionChecks, oneOf, readOptions } from '../check/options';
import { engine, type TapeNode } from '../engine/engine';
import type { Layer } from '../nn/layer';
import { flopCountOf } from './flop-counts';

export interface FlopOptions {
  /** Of the model's input: `int32` for ids. Default `float32`. */
  dtype?: 'float32' | 'int32';
}

const OPTIONS: OptionChecks<FlopOptions> = { dtype: oneOf(['float32', 'int32']) };

/** What one op of a forward pass takes. */
export interface OpFlops {
  readonly name: string;
  /** Of its output. */
  readonly shape: readonly number[];
  readonly multiplyAdds: number;
}

/** What a forward pass takes. */
export interface FlopReport {
  /** A multiplication with the addition that follows it is one, as fvcore counts; FLOPs are twice as many. */
  readonly multiplyAdds: number;
  /** The ops that count, in the order in which they ran. */
  readonly ops: readonly OpFlops[];
  /** The names of those that do not: element-wise functions, sums, moves, and what `registerFlops` was not told of. */
  readonly uncounted: readonly string[];
}

/**
 * Counts the multiply-adds of products and convolutions in one forward pass of `model`, by running it on
 * zeros without training. Biases, activations, norms and pooling count nothing; padding counts as input.
 *
 * @param model a layer: an object with `forward`, or a function
 * @param inputShape of its input, with the batch
 * @throws TypeError for a model that is none, RangeError for a size that is no positive integer
 *
 * @example
 * ```ts
 * const layer = new Linear(64, 64, { rng: random(1) });
 * flops(layer, [8, 64]).multiplyAdds; // 32,768
 * ```
 */
export function flops(
  model: Layer,
  inputShape: readonly number[],
  options?: FlopOptions,
): FlopReport {
  const { dtype = 'float32' } = readOptions('flops', options, OPTIONS);
  if (typeof model !== 'function' && typeof model?.forward !== 'function') {
    throw new TypeError(expected('flops: model', 'a function or an object with forward', model));
  }
  if (!Array.isArray(inputShape)) {
    throw new TypeError(expected('flops: inputShape', 'an array of sizes', inputShape));
  }
  for (const [axis, size] of inputShape.entries()) {
    expectPositiveInteger('flops', `inputShape.${axis}`, size);
  }
  const ops: OpFlops[] = [];
  const uncounted = new Set<string>();
  const tape = record(() => {
    const x = tf.zeros([...inputShape], dtype);
    const y = typeof model === 'function' ? model(x) : model.forward(x);
    if (!(y instanceof tf.Tensor)) throw new TypeError(expected('flops: model', 'a tensor', y));
  });
  for (const { kernelName: name, inputs, outputs } of tape) {
    if (name === 'Identity') continue;
    const count = flopCountOf(name);
    const multiplyAdds = count?.(shapesOf(Object.values(inputs)), shapesOf(outputs)) ?? 0;
    if (multiplyAdds === 0) uncounted.add(name);
    else ops.push({ name, shape: outputs[0]?.shape ?? [], multiplyAdds });
  }
  const total = ops.reduce((sum, { multiplyAdds }) => sum + multiplyAdds, 0);
  return { multiplyAdds: total, ops, uncounted: [...uncounted] };
}

function shapesOf(tensors: readonly (tf.Tensor | undefined)[]): number[][] {
  return tensors.filter((x) => x !== undefined).map(({ shape }) => shape);
}

/**
 * The ops that `f` runs. They are told that a gradient is taken of a gradient: so each records what it
 * is made of (a network over time its steps, a checkpoint its function) rather than one kernel for all.
 */
function record(f: () => void): readonly TapeNode[] {
  const { state } = engine;
  const { activeTape, gradientDepth, kernelDepth } = state;
  const tape: TapeNode[] = [];
  try {
    state.activeTape = tape;
    state.gradientDepth = 2;
    state.kernelDepth = 0;
    tf.tidy(f);
  } finally {
    Object.assign(state, { activeTape, gradientDepth, kernelDepth });
    for (const { saved } of tape) for (const tensor of saved ?? []) tensor.dispose();
  }
  return tape;
}
