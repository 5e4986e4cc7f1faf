import { BLANK, classAt, endOfRun } from './character-classes';

/** Cuts a text into the words in which pairs are merged; none is merged across their borders. */
export interface WordCutter {
  /** Where the next word begins, at `at` or later; the text's length if there is none. */
  start(text: string, at: number): number;
  /** Where the word that begins at `start` ends. */
  end(text: string, start: number): number;
}

/** GPT-2's words keep every blank, so that texts come back as they were; those between blanks do not. */
export type WordKind = 'gpt2' | 'whitespace';

const SPACE = 32;
const APOSTROPHE = 39;

/**
 * GPT-2's pattern, read without a regular expression:
 *
 *     's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
 *
 * Source: Radford et al., Language Models are Unsupervised Multitask Learners, 2019 (openai/gpt-2, `src/encoder.py`).
 */
const gpt2: WordCutter = {
  start: (_, at) => at,
  end(text, start) {
    const first = text.charCodeAt(start);
    if (first === APOSTROPHE) {
      const length = contraction(text, start);
      if (length > 0) return start + length;
    }
    const kind = classAt(text, start);
    if (kind !== BLANK) return endOfRun(text, start, kind);
    if (first === SPACE && start + 1 < text.length) {
      const next = classAt(text, start + 1);
      if (next !== BLANK) return endOfRun(text, start + 1, next);
    }
    const end = endOfRun(text, start, BLANK);
    // The last blank goes with the word behind it, if another is left.
    return end === text.length || end === start + 1 ? end : end - 1;
  },
};

/** The length of the ending at `start`, such as `'re`; 0 if there is none. */
function contraction(text: string, start: number): number {
  const next = text[start + 1];
  const after = text[start + 2];
  if (next === 's' || next === 't' || next === 'm' || next === 'd') return 2;
  if ((next === 'r' || next === 'v') && after === 'e') return 3;
  return next === 'l' && after === 'l' ? 3 : 0;
}

/** Words between blanks, of which nothing is kept. */
const whitespace: WordCutter = {
  start: (text, at) => endOfRun(text, at, BLANK),
  end(text, start) {
    let end = start;
    while (end < text.length) {
      const kind = classAt(text, end);
      if (kind === BLANK) return end;
      end = endOfRun(text, end, kind);
    }
    return end;
  },
};

/** How words of each kind are cut. */
export const WORD_CUTTERS: Readonly<Record<WordKind, WordCutter>> = { gpt2, whitespace };
