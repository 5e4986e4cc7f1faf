import { expected } from '@dl/core/check';
import type * as tf from '@tensorflow/tfjs-core';

/** How a head learns where its keys are; `rotary()` and `alibi()` make one. */
export interface Positions {
  readonly name: string;
  /** Turns queries or keys [batch, heads, time, depth], of which the first stands at `offset`; the result has their shape. */
  readonly turn?: (x: tf.Tensor, offset: number) => tf.Tensor;
  /** What is taken off the scores of each head for a distance of one. */
  readonly slopes?: (heads: number) => readonly number[];
}

/** The check of an option that is `Positions`. @throws TypeError */
export function expectPositions(where: string, name: string, value: unknown): void {
  const { turn, slopes } = Object(value) as Positions;
  if (typeof turn === 'function' || typeof slopes === 'function') return;
  throw new TypeError(expected(`${where}: ${name}`, 'rotary() or alibi()', value));
}
