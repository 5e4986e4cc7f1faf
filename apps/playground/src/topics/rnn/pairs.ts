import type { Rng } from '@dl/core';

/** Two numbers to add. */
export type Pair = readonly [number, number];

/** Numbers to add are under this, so that a sum fits in `bits` bits. */
export function limitOf(bits: number): number {
  return 2 ** (bits - 1);
}

/** The inputs: bit t of both numbers at step t, the least significant first, [pairs, bits, 2]. */
export function encodePairs(pairs: readonly Pair[], bits: number): Float32Array {
  const values = new Float32Array(pairs.length * bits * 2);
  pairs.forEach(([a, b], row) => {
    for (let t = 0; t < bits; t++) {
      values[2 * (row * bits + t)] = (a >>> t) & 1;
      values[2 * (row * bits + t) + 1] = (b >>> t) & 1;
    }
  });
  return values;
}

/** What is wanted: bit t of the sum at step t, [pairs, bits, 1]. */
export function encodeSums(pairs: readonly Pair[], bits: number): Float32Array {
  const values = new Float32Array(pairs.length * bits);
  pairs.forEach(([a, b], row) => {
    for (let t = 0; t < bits; t++) values[row * bits + t] = ((a + b) >>> t) & 1;
  });
  return values;
}

/** The bits that are carried into each place of a + b, the least significant first. */
export function carries(a: number, b: number, bits: number): number[] {
  const into = [0];
  for (let t = 0; t + 1 < bits; t++) {
    const sum = ((a >>> t) & 1) + ((b >>> t) & 1) + (into[t] as number);
    into.push(sum >> 1);
  }
  return into;
}

/** Pairs that no training step sees: an eighth of all, 256 at most. */
export class HeldOut {
  readonly pairs: readonly Pair[];
  readonly #ids = new Set<number>();
  readonly #limit: number;

  constructor(bits: number, rng: Rng) {
    this.#limit = limitOf(bits);
    const size = Math.min(256, this.#limit ** 2 / 8);
    while (this.#ids.size < size) this.#ids.add(rng.int(0, this.#limit ** 2));
    this.pairs = [...this.#ids].map((id) => [Math.floor(id / this.#limit), id % this.#limit]);
  }

  /** Draws pairs that are not held out. */
  draw(count: number, rng: Rng): Pair[] {
    const drawn: Pair[] = [];
    while (drawn.length < count) {
      const id = rng.int(0, this.#limit ** 2);
      if (!this.#ids.has(id)) drawn.push([Math.floor(id / this.#limit), id % this.#limit]);
    }
    return drawn;
  }
}
