/** The choices of one fuzzed call: a generator of its own (Marsaglia's xorshift), so that none of ours is trusted. */
export class Draw {
  #state: number;

  constructor(seed: number) {
    this.#state = (Math.imul(seed + 1, 0x9e3779b1) ^ 0x5bd1e995) >>> 0 || 1;
    for (let i = 0; i < 8; i++) this.next();
  }

  /** From [0, 1). */
  next(): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x >>> 0;
    return this.#state / 2 ** 32;
  }

  /** An integer from `low` to `high`, both included. */
  int(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  chance(share: number): boolean {
    return this.next() < share;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.int(0, items.length - 1)] as T;
  }

  /** A small size, of all kinds: 1, odd, prime, a vector's width. */
  size(): number {
    return this.pick([1, 2, 3, 4, 5, 7, 8, 11]);
  }

  sizes(rank: number): number[] {
    return Array.from({ length: rank }, () => this.size());
  }

  /** Each option with a chance of a half. */
  some<T extends object>(options: T): Partial<T> {
    return Object.fromEntries(Object.entries(options).filter(() => this.chance(0.5))) as Partial<T>;
  }
}
