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
