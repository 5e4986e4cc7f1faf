import type { AttentionMap } from '@dl/seq2seq';

/** One way to say a word, and how likely the network finds it. */
export interface SaidWay {
  readonly phonemes: readonly string[];
  readonly probability: number;
}

/** What a page draws: the word that was typed, and held-out ones. */
export interface PhonemeView {
  readonly word: string;
  /** The best way first. */
  readonly ways: readonly SaidWay[];
  /** Where it looked while it said the best one; undefined without attention. */
  readonly attention: AttentionMap | undefined;
  /** Of held-out words: what was said, and whether that is right. */
  readonly samples: readonly {
    readonly word: string;
    readonly said: string;
    readonly right: boolean;
  }[];
  /** Words of so many held-out ones that were said right, and the share of phonemes that were not. */
  readonly right: number;
  readonly count: number;
  readonly errors: number;
}

/** What is left of a typed word: its letters. */
export function lettersOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z]/g, '')
    .slice(0, 30);
}
