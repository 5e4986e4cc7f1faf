import { PairCounts } from './pair-counts';

/** The different words of a corpus as symbols, with how often each stands there: what merges work on. */
export class TrainingWords {
  readonly pairs = new PairCounts();
  readonly #words: Int32Array[];
  readonly #lengths: Int32Array;
  readonly #counts: readonly number[];

  constructor(words: Int32Array[], counts: readonly number[]) {
    this.#words = words;
    this.#counts = counts;
    this.#lengths = Int32Array.from(words, (word) => word.length);
    words.forEach((word, w) => {
      for (let i = 0; i + 1 < word.length; i++) {
        this.#change(word[i] as number, word[i + 1] as number, w, 1);
      }
    });
  }

  /** Merges a pair wherever it stands, from the left, and gives the pairs that arose. */
  merge(pair: number, into: number): Iterable<number> {
    const { lefts, rights, words } = this.pairs;
    const [left, right] = [lefts[pair] as number, rights[pair] as number];
    const arisen = new Set<number>();
    const where = words[pair] as number[];
    words[pair] = [];
    for (const w of where) this.#mergeWord(w, left, right, into, arisen);
    this.pairs.counts[pair] = 0;
    return arisen;
  }

  #mergeWord(w: number, left: number, right: number, into: number, arisen: Set<number>): void {
    const word = this.#words[w] as Int32Array;
    const length = this.#lengths[w] as number;
    let size = 0;
    for (let i = 0; i < length; i++) {
      const symbol = word[i] as number;
      if (symbol !== left || i + 1 >= length || word[i + 1] !== right) {
        word[size++] = symbol;
        continue;
      }
      if (size > 0) {
        const before = word[size - 1] as number;
        this.#change(before, left, w, -1);
        arisen.add(this.#change(before, into, w, 1));
      }
      if (i + 2 < length) {
        const behind = word[i + 2] as number;
        this.#change(right, behind, w, -1);
        arisen.add(this.#change(into, behind, w, 1));
      }
      word[size++] = into;
      i++;
    }
    this.#lengths[w] = size;
  }

  #change(left: number, right: number, w: number, sign: 1 | -1): number {
    const pair = this.pairs.pair(left, right);
    this.pairs.add(pair, sign * (this.#counts[w] as number));
    if (sign > 0) this.pairs.standsIn(pair, w);
    return pair;
  }
}
