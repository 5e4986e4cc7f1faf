/** A letter, and how likely it is. */
export interface LikelyLetter {
  readonly letter: string;
  readonly probability: number;
}

/** A piece of text that was written while the network was as it was behind `step` steps. */
export interface Passage {
  readonly step: number;
  readonly prompt: string;
  readonly written: string;
}

/** What a page draws. */
export interface WritingView {
  /** The passage that is being written, and the one before it. */
  readonly passage: Passage;
  readonly before: Passage | undefined;
  /** Letters of the prompt that the text does not have. */
  readonly unknown: readonly string[];
  /** The letters that are looked at: the end of the prompt. */
  readonly letters: readonly string[];
  /** Which is followed, from 0, through which layer and head. */
  readonly place: number;
  readonly layer: number;
  readonly head: number;
  readonly layers: number;
  readonly heads: number;
  /** Whether that head is off. */
  readonly off: boolean;
  /** [layers, heads, letters, letters] */
  readonly weights: Float32Array;
  /** Of the head: [depth], [letters, depth] twice, and what it gives, [depth]. */
  readonly query: Float32Array;
  readonly keys: Float32Array;
  readonly values: Float32Array;
  readonly mixed: Float32Array;
  readonly scale: number;
  /** The residual stream at the place: embedded, then behind attention and feed-forward of each block, [1 + 2 layers, width]. */
  readonly residual: Float32Array;
  readonly width: number;
  /** What each row of it would say. */
  readonly lens: readonly LikelyLetter[];
  /** The likeliest letters behind the place, and the one that stands there. */
  readonly next: readonly LikelyLetter[];
  readonly truth: string | undefined;
  /** Nats a letter of held-out text: as it is, without the head, and of counts. */
  readonly held: { readonly whole: number; readonly without: number; readonly counts: number };
  readonly order: number;
}
