import { expectFraction, type Rng } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { bidirectional, type Merge } from './bidirectional';
import type { Cell, Lengths } from './cell';
import { unroll } from './unroll';

/** One layer of a stack: a cell, or one a direction. */
export interface StackLayer<S extends tf.TensorContainer> {
  readonly forward: Cell<S>;
  readonly backward?: Cell<S> | undefined;
}

export interface StackOptions<S> {
  /** How the directions of a layer are merged. Default `concat`. */
  merge?: Merge | undefined;
  /** One state a layer and direction, in PyTorch's order: forward and backward of layer 0, of layer 1 … */
  state?: readonly S[] | undefined;
  lengths?: Lengths | undefined;
  /** The share of each layer's outputs that is dropped before the next layer, while training. Default 0. */
  dropout?: number;
  /** Default false. */
  training?: boolean | undefined;
  /** Draws what is dropped; needed with dropout while training. */
  rng?: Rng | undefined;
}

/** What a stack gives: the last layer's outputs, and all last states in the order of `StackOptions.state`. */
export interface StackResult<S> {
  outputs: tf.Tensor3D;
  state: S[];
}

/**
 * Runs a sequence through layers of cells, each on the outputs of the one before.
 *
 * @param xs float32 [batch, time, in]
 * @throws RangeError if dropout lacks its `rng`, or the number of states is not that of the cells
 */
export function runStack<S extends tf.TensorContainer>(
  where: string,
  layers: readonly StackLayer<S>[],
  xs: tf.Tensor3D,
  { merge, state, lengths, dropout = 0, training = false, rng }: StackOptions<S> = {},
): StackResult<S> {
  expectFraction(where, 'dropout', dropout);
  const drops = training && dropout > 0 && layers.length > 1;
  if (drops && rng === undefined) {
    throw new RangeError(`${where}: rng: expected one to draw the dropout from, got undefined`);
  }
  const directions = layers[0]?.backward ? 2 : 1;
  const count = layers.length * directions;
  if (state !== undefined && state.length !== count) {
    throw new RangeError(`${where}: state: expected ${count} of them, got ${state.length}`);
  }
  return tf.tidy(() => {
    const last: S[] = [];
    let ys = xs;
    layers.forEach(({ forward, backward }, i) => {
      if (drops && i > 0) ys = drop(ys, dropout, (rng as Rng).fold(i));
      if (backward === undefined) {
        const result = unroll(forward, ys, { state: state?.[i], lengths });
        ys = result.outputs;
        last.push(result.state);
      } else {
        const own = state && ([state[2 * i], state[2 * i + 1]] as [S, S]);
        const result = bidirectional(forward, backward, ys, {
          ...(merge && { merge }),
          state: own,
          lengths,
        });
        ys = result.outputs;
        last.push(...result.state);
      }
    });
    return { outputs: ys, state: last } as never;
  }) as StackResult<S>;
}

/** Inverted dropout: each element is 0 with probability `rate`, else divided by 1 − rate. */
function drop(xs: tf.Tensor3D, rate: number, rng: Rng): tf.Tensor3D {
  return tf.tidy(() => {
    const keep = tf.cast(tf.greaterEqual(rng.uniform(xs.shape), rate), 'float32');
    return tf.mul(xs, tf.mul(keep, 1 / (1 - rate)));
  });
}
