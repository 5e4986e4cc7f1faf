/** How often pairs of neighbours stand in words, and in which: counted once, then kept by what each merge changes. */
export class PairCounts {
  /** Of each pair by its number. */
  readonly lefts: number[] = [];
  readonly rights: number[] = [];
  readonly counts: number[] = [];
  /** The words in which a pair stands or stood; one may be named twice. */
  readonly words: number[][] = [];
  #slots = new Int32Array(2 ** 12).fill(-1);

  /** The number of a pair, which is made if it is new. */
  pair(left: number, right: number): number {
    let slot = this.#slot(left, right);
    if (this.#slots[slot] !== -1) return this.#slots[slot] as number;
    if (2 * this.lefts.length > this.#slots.length) {
      this.#grow();
      slot = this.#slot(left, right);
    }
    const pair = this.lefts.length;
    this.#slots[slot] = pair;
    this.lefts.push(left);
    this.rights.push(right);
    this.counts.push(0);
    this.words.push([]);
    return pair;
  }

  /** Changes the count of a pair. */
  add(pair: number, by: number): void {
    this.counts[pair] = (this.counts[pair] as number) + by;
  }

  /** Names a word in which a pair stands. */
  standsIn(pair: number, word: number): void {
    const words = this.words[pair] as number[];
    if (words[words.length - 1] !== word) words.push(word);
  }

  #slot(left: number, right: number): number {
    let hash = Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b);
    hash ^= hash >>> 15;
    const mask = this.#slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const pair = this.#slots[slot] as number;
      if (pair === -1 || (this.lefts[pair] === left && this.rights[pair] === right)) return slot;
    }
  }

  #grow(): void {
    this.#slots = new Int32Array(2 * this.#slots.length).fill(-1);
    for (let pair = 0; pair < this.lefts.length; pair++) {
      this.#slots[this.#slot(this.lefts[pair] as number, this.rights[pair] as number)] = pair;
    }
  }
}
