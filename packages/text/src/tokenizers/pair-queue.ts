import type { PairCounts } from './pair-counts';

/**
 * Pairs, the most frequent first, of equally frequent ones that of the lower ids. A pair stands in it with the count that it had when
 * it was put there: one whose count has fallen since is put back when it comes up, so that no change has to search for it.
 */
export class PairQueue {
  readonly #pairs: PairCounts;
  readonly #heap: number[] = [];
  readonly #counts: number[] = [];

  constructor(pairs: PairCounts) {
    this.#pairs = pairs;
  }

  /** Puts a pair in with its count of now, if it stands anywhere. */
  push(pair: number): void {
    const count = this.#pairs.counts[pair] as number;
    if (count < 1) return;
    let at = this.#heap.length;
    while (at > 0) {
      const up = (at - 1) >> 1;
      if (!this.#isBefore(pair, count, up)) break;
      this.#move(up, at);
      at = up;
    }
    this.#heap[at] = pair;
    this.#counts[at] = count;
  }

  /** Takes the first pair out; undefined if there is none. */
  pop(): number | undefined {
    for (;;) {
      const [pair, count] = [this.#heap[0], this.#counts[0]];
      if (pair === undefined) return undefined;
      this.#removeFirst();
      if (count === this.#pairs.counts[pair]) return pair;
      this.push(pair);
    }
  }

  #removeFirst(): void {
    const pair = this.#heap.pop() as number;
    const count = this.#counts.pop() as number;
    const size = this.#heap.length;
    if (size === 0) return;
    let at = 0;
    for (;;) {
      let down = 2 * at + 1;
      if (down >= size) break;
      const other = down + 1;
      if (
        other < size &&
        this.#isBefore(this.#heap[other] as number, this.#counts[other] as number, down)
      ) {
        down = other;
      }
      if (this.#isBefore(pair, count, down)) break;
      this.#move(down, at);
      at = down;
    }
    this.#heap[at] = pair;
    this.#counts[at] = count;
  }

  #isBefore(pair: number, count: number, at: number): boolean {
    const other = this.#heap[at] as number;
    const than = this.#counts[at] as number;
    if (count !== than) return count > than;
    const { lefts, rights } = this.#pairs;
    const [left, right] = [lefts[pair] as number, rights[pair] as number];
    const otherLeft = lefts[other] as number;
    return left !== otherLeft ? left < otherLeft : right < (rights[other] as number);
  }

  #move(from: number, to: number): void {
    this.#heap[to] = this.#heap[from] as number;
    this.#counts[to] = this.#counts[from] as number;
  }
}
