import { expected, expectTensor } from '@dl/core/check';
import type * as tf from '@tensorflow/tfjs-core';

/** How a head learns where its keys are; `rotary()` and `alibi()` make one. */
export interface Positions {
  readonly name: string;
  /** Turns queries or keys [batch, heads, time, depth], of which the first stands at `offset`; the result has their shape. */
  readonly turn?: (x: tf.Tensor, offset: number) => tf.Tensor;
  /**
   * The same of the first `heads` heads of each row of x [batch, time, width], side by side, `depth` wide; what is behind them stays.
   * Where it is given, queries and keys are turned where they lie.
   */
  readonly turnPacked?: (x: tf.Tensor, heads: number, depth: number, offset: number) => tf.Tensor;
  /** What is taken off the scores of each head for a distance of one. */
  readonly slopes?: (heads: number) => readonly number[];
}

/** The check of an option that is `Positions`. @throws TypeError */
export function expectPositions(where: string, name: string, value: unknown): void {
  const { turn, slopes } = Object(value) as Positions;
  if (typeof turn === 'function' || typeof slopes === 'function') return;
  throw new TypeError(expected(`${where}: ${name}`, 'rotary() or alibi()', value));
}

/** Heads [batch, heads, time, depth] turned, by positions that turn; else as they are. */
export function turnHeads(
  positions: Positions | undefined,
  heads: tf.Tensor,
  offset: number,
): tf.Tensor {
  if (positions?.turn === undefined) return heads;
  const own = positions.turn(heads, offset);
  // Kernels trust these sizes, and anybody may have written it.
  expectTensor('MultiHeadAttention', 'positions.turn()', own, heads.shape, 'float32', true);
  return own;
}

/** The first heads of each row of x [batch, time, width] turned where they lie, by positions that can; else x. */
export function turnPacked(
  positions: Positions | undefined,
  x: tf.Tensor,
  heads: number,
  depth: number,
  offset: number,
): tf.Tensor {
  if (positions?.turnPacked === undefined) return x;
  const own = positions.turnPacked(x, heads, depth, offset);
  expectTensor('MultiHeadAttention', 'positions.turnPacked()', own, x.shape, 'float32', true);
  return own;
}
