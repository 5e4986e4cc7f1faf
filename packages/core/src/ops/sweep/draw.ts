/** Seeded draws of what a sweep tries. */
export class Draw {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A number in [0, 1): mulberry32. */
  number(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let z = this.#state;
    z = Math.imul(z ^ (z >>> 15), z | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return ((z ^ (z >>> 14)) >>> 0) / 2 ** 32;
  }

  /** An integer from `low` to `high`, both included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.number() * (high - low + 1));
  }

  oneOf<T>(choices: readonly T[]): T {
    return choices[this.integer(0, choices.length - 1)] as T;
  }

  /** Whether something happens that does with this probability. */
  chance(probability: number): boolean {
    return this.number() < probability;
  }

  /** Float32 numbers in [−1, 1), or of a few values only, which are often equal. */
  values(size: number, few = false): Float32Array {
    const value = few ? () => this.integer(-2, 2) / 2 : () => 2 * this.number() - 1;
    return Float32Array.from({ length: size }, value);
  }
}
