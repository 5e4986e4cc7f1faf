import type { Rng } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { encodePairs, encodeSums, limitOf, type Pair } from './bits';

/** Some pairs as tensors. */
export interface PairBatch {
  readonly pairs: readonly Pair[];
  /** [batch, bits, 2] */
  readonly xs: tf.Tensor3D;
  /** [batch, bits, 1] */
  readonly sums: tf.Tensor3D;
}

/** Pairs, what a network reads of them, and what it should say. */
export function batchOf(pairs: readonly Pair[], bits: number): PairBatch {
  return {
    pairs,
    xs: tf.tensor3d(encodePairs(pairs, bits), [pairs.length, bits, 2]),
    sums: tf.tensor3d(encodeSums(pairs, bits), [pairs.length, bits, 1]),
  };
}

/** Random pairs, from all that there are. */
export function drawPairs(count: number, bits: number, rng: Rng): Pair[] {
  const limit = limitOf(bits);
  return Array.from({ length: count }, (): Pair => [rng.int(0, limit), rng.int(0, limit)]);
}

/** Pairs that no training step sees. */
export class HeldOut {
  readonly pairs: readonly Pair[];
  readonly #ids = new Set<number>();
  readonly #limit: number;

  /** @param most how many; an eighth of all pairs at most */
  constructor(most: number, bits: number, rng: Rng) {
    this.#limit = limitOf(bits);
    const size = Math.min(most, Math.floor(this.#limit ** 2 / 8));
    while (this.#ids.size < size) this.#ids.add(rng.int(0, this.#limit ** 2));
    this.pairs = [...this.#ids].map((id) => this.#pair(id));
  }

  /** Draws pairs that are not held out. */
  draw(count: number, rng: Rng): Pair[] {
    const drawn: Pair[] = [];
    while (drawn.length < count) {
      const id = rng.int(0, this.#limit ** 2);
      if (!this.#ids.has(id)) drawn.push(this.#pair(id));
    }
    return drawn;
  }

  #pair(id: number): Pair {
    return [Math.floor(id / this.#limit), id % this.#limit];
  }
}
