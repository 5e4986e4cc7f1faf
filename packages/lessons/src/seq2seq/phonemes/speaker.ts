import type { Rng } from '@dl/core';
import { Seq2Seq, type Translating } from '@dl/seq2seq';
import { type IdPair, type PairBatch, pairBatch, Vocabulary } from '@dl/text';
import type { Entry } from './entries';

/** The letters of words. */
const LETTERS = [...'abcdefghijklmnopqrstuvwxyz'];

/** What a speaker is made of. */
export interface SpeakerSizes {
  readonly hidden: number;
  readonly attention: 'general' | 'none';
}

// #region model
/** A GRU reads a word's letters from both ends, another says it. */
export function makeSpeaker(
  phonemes: readonly string[],
  { hidden, attention }: SpeakerSizes,
  rng: Rng,
): Translating {
  const unk = { special: { unk: '?' } };
  const source = new Vocabulary(LETTERS, { unit: 'characters', ...unk });
  const target = new Vocabulary(phonemes, unk);
  const sizes = [source.size, target.size + 2, hidden] as const;
  const model = new Seq2Seq(...sizes, {
    ...{ attention, embedding: 64, dropout: 0.1, rng },
  });
  const ends = { sos: target.size, eos: target.size + 1 };
  return { model, source, target, ends, maxLength: 40 };
}
// #endregion model

/** All phonemes of words, in order. */
export function phonemesOf(entries: readonly Entry[]): string[] {
  return [...new Set(entries.flatMap(({ ways }) => ways.flat()))].sort();
}

// #region data
/** Draws batches of words of like lengths, each in one of its ways. */
export function wordBatches(
  { source, target, ends }: Translating,
  entries: readonly Entry[],
): (size: number, rng: Rng) => PairBatch {
  const pairs = entries.flatMap(({ word, ways }) => {
    const read = source.encode(word);
    return ways.map((way): IdPair => [read, target.encode(way.join(' '))]);
  });
  const order = ([read, said]: IdPair) => 100 * read.length + said.length;
  pairs.sort((a, b) => order(a) - order(b));
  return (size, rng) => {
    const from = rng.int(0, Math.max(1, pairs.length - size + 1));
    return pairBatch(pairs.slice(from, from + size), ends);
  };
}
// #endregion data
