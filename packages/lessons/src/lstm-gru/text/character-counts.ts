/** Contexts by the characters that they end with: a tree whose root is the empty context. */
const ROOT = 0;

/**
 * How often each character follows each context of at most `order` characters, smoothed by Witten and Bell: a context of
 * n characters that was followed by d different ones takes n parts from its own counts and d parts from the context
 * that is one character shorter,
 *
 *     p(c | context) = (count(context, c) + d p(c | shorter)) / (n + d).
 *
 * Witten and Bell, The zero-frequency problem, 1991.
 */
export class CharacterCounts {
  /** (context, the character before it) → the context that is one longer. */
  readonly #longer = new Map<number, number>();
  /** (context, the character after it) → how often. */
  readonly #counts = new Map<number, number>();
  readonly #totals: number[] = [0];
  readonly #distinct: number[] = [0];

  constructor(
    readonly order: number,
    readonly vocab: number,
    text: Int32Array,
  ) {
    for (let i = 0; i < text.length; i++) this.#add(text, i);
  }

  #add(text: Int32Array, i: number): void {
    let context = ROOT;
    for (let length = 0; ; length++) {
      const key = context * this.vocab + (text[i] as number);
      const count = this.#counts.get(key) ?? 0;
      this.#counts.set(key, count + 1);
      this.#totals[context] = (this.#totals[context] as number) + 1;
      if (count === 0) this.#distinct[context] = (this.#distinct[context] as number) + 1;
      if (length === this.order || length === i) return;
      const before = context * this.vocab + (text[i - length - 1] as number);
      let next = this.#longer.get(before);
      if (next === undefined) {
        next = this.#totals.length;
        this.#longer.set(before, next);
        this.#totals.push(0);
        this.#distinct.push(0);
      }
      context = next;
    }
  }

  /** The bits per character of a text, with contexts of at most 0, 1, … `order` characters. */
  bits(text: Int32Array): number[] {
    const sums = new Array<number>(this.order + 1).fill(0);
    for (let i = 0; i < text.length; i++) {
      let context: number | undefined = ROOT;
      let probability = 1 / this.vocab;
      for (let length = 0; length <= this.order; length++) {
        if (context !== undefined) {
          const total = this.#totals[context] as number;
          const distinct = this.#distinct[context] as number;
          const count = this.#counts.get(context * this.vocab + (text[i] as number)) ?? 0;
          probability = (count + distinct * probability) / (total + distinct);
          const before = text[i - length - 1];
          context =
            before === undefined ? undefined : this.#longer.get(context * this.vocab + before);
        }
        sums[length] = (sums[length] as number) - Math.log2(probability);
      }
    }
    return sums.map((sum) => sum / text.length);
  }
}
