/** No merge: a rank behind all others. */
export const NONE = 2 ** 31 - 1;

/** Which pairs of tokens are merged, in which order, into what: a hash table in typed arrays. */
export class PairTable {
  readonly #mask: number;
  readonly #left: Int32Array;
  readonly #right: Int32Array;
  readonly #rank: Int32Array;
  readonly #result: Int32Array;

  /** Of pairs in the order of their ranks; one that stands there twice keeps its first rank. */
  constructor(lefts: ArrayLike<number>, rights: ArrayLike<number>, results: ArrayLike<number>) {
    const size = 2 ** Math.ceil(Math.log2(2 * lefts.length + 2));
    this.#mask = size - 1;
    this.#left = new Int32Array(size).fill(-1);
    this.#right = new Int32Array(size);
    this.#rank = new Int32Array(size);
    this.#result = new Int32Array(size);
    for (let rank = 0; rank < lefts.length; rank++) {
      const slot = this.#slot(lefts[rank] as number, rights[rank] as number);
      if (this.#left[slot] !== -1) continue;
      this.#left[slot] = lefts[rank] as number;
      this.#right[slot] = rights[rank] as number;
      this.#rank[slot] = rank;
      this.#result[slot] = results[rank] as number;
    }
  }

  /** The rank of a pair; `NONE` if it is not merged. */
  rank(left: number, right: number): number {
    const slot = this.#slot(left, right);
    return this.#left[slot] === -1 ? NONE : (this.#rank[slot] as number);
  }

  /** What a pair that is merged becomes. */
  result(left: number, right: number): number {
    return this.#result[this.#slot(left, right)] as number;
  }

  /** Where the pair stands, or the free slot where it would. */
  #slot(left: number, right: number): number {
    let hash = Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b);
    hash ^= hash >>> 15;
    let slot = hash & this.#mask;
    while (this.#left[slot] !== -1 && (this.#left[slot] !== left || this.#right[slot] !== right)) {
      slot = (slot + 1) & this.#mask;
    }
    return slot;
  }
}
