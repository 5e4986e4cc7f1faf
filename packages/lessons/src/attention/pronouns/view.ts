/** A word of the sentence, and what the network says of it. */
export interface WordView {
  readonly word: string;
  /** Whether the network has met it: all that it has not are one word to it. */
  readonly known: boolean;
  /** What it most likely stands for, and how sure the network is. */
  readonly answer: string;
  readonly share: number;
}

/** What a page draws. */
export interface PronounView {
  readonly words: readonly WordView[];
  readonly heads: number;
  /** Of a head. */
  readonly depth: number;
  /** What products are multiplied by. */
  readonly scale: number;
  readonly causal: boolean;
  /** q · k, [heads, words, words]. */
  readonly products: Float32Array;
  /** [heads, words, words] */
  readonly weights: Float32Array;
  /** Pronouns of other sentences that are taken for the right noun, of how many. */
  readonly right: number;
  readonly pronouns: number;
}

/** How one word weighs for the chosen one, from product to weight. */
export interface ShownKey {
  readonly word: string;
  /** From 0. */
  readonly at: number;
  readonly product: number;
  /** Product times scale. */
  readonly score: number;
  /** e to the score less the highest one: what softmax divides by their sum. */
  readonly exponential: number;
  readonly weight: number;
  /** The mask hides it. */
  readonly hidden: boolean;
}

/** The row of the weights that belongs to a word, from 0, of a head, from 0; the nearest there is. */
export function shownRow(view: PronounView, word: number, head: number): ShownKey[] {
  const { words, products, weights, scale, causal } = view;
  const size = words.length;
  const [query, of] = [Math.min(word, size - 1), Math.min(head, view.heads - 1)];
  const from = (of * size + query) * size;
  const hidden = (at: number) => causal && at > query;
  const scores = words.map((_, at) => (products[from + at] as number) * scale);
  const highest = Math.max(...scores.filter((_, at) => !hidden(at)));
  return words.map(({ word }, at) => ({
    word,
    at,
    product: products[from + at] as number,
    score: scores[at] as number,
    exponential: hidden(at) ? 0 : Math.exp((scores[at] as number) - highest),
    weight: weights[from + at] as number,
    hidden: hidden(at),
  }));
}
