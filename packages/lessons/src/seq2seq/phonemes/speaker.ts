import type { Rng } from '@dl/core';
import { type PairBatch, pairBatch, Translator } from '@dl/seq2seq';
import { Vocabulary } from '@dl/text';
import type { Entry } from './entries';

/** The letters of words. */
const LETTERS = [...'abcdefghijklmnopqrstuvwxyz'];

/** What a speaker is made of. */
export interface SpeakerSizes {
  readonly hidden: number;
  readonly attention: 'general' | 'none';
}

// #region model
/** A translator from letters to phonemes: a GRU reads the word from both ends, another says it. */
export function makeSpeaker(
  phonemes: readonly string[],
  { hidden, attention }: SpeakerSizes,
  rng: Rng,
): Translator {
  const unk = { special: { unk: '?' } };
  const letters = new Vocabulary(LETTERS, { unit: 'characters', ...unk });
  return new Translator(letters, new Vocabulary(phonemes, unk), {
    ...{ hidden, attention, embedding: 64, dropout: 0.1, maxLength: 40, rng },
  });
}
// #endregion model

/** All phonemes of words, in order. */
export function phonemesOf(entries: readonly Entry[]): string[] {
  return [...new Set(entries.flatMap(({ ways }) => ways.flat()))].sort();
}

// #region data
/** Draws batches of words that are about as long as each other, each said in one of its ways. */
export function wordBatches(speaker: Translator, entries: readonly Entry[]) {
  const pairs = entries.flatMap(({ word, ways }) =>
    ways.map((way): [number[], number[]] => [
      speaker.source.encode(word),
      speaker.target.encode(way.join(' ')),
    ]),
  );
  pairs.sort((a, b) => a[0].length - b[0].length || a[1].length - b[1].length);
  return (size: number, rng: Rng): PairBatch => {
    const from = rng.int(0, Math.max(1, pairs.length - size + 1));
    return pairBatch(pairs.slice(from, from + size), speaker.ends);
  };
}
// #endregion data
