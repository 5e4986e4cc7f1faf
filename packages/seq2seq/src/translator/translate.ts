import { expected, expectInteger, readOptions } from '@dl/core/check';
import { beamSearch, type Hypothesis, type Tokenizer } from '@dl/text';
import { encodeText } from '@dl/text/extend';
import * as tf from '@tensorflow/tfjs-core';
import type { Encoded } from '../model/encoded';
import type { Seq2Seq } from '../model/seq2seq';
import { copyUnknown, type UnknownWords, unknownWords } from './copy-unknown';
import { TRANSLATE_OPTIONS, type TranslateOptions } from './translate-options';
import type { AttentionMap, Translation } from './translation';

/** What translates: a `Seq2Seq` between two tokenizers. */
export interface Translating {
  readonly model: Seq2Seq;
  readonly source: Tokenizer;
  readonly target: Tokenizer;
  /** The ids around a sentence of the target. */
  readonly ends: { readonly sos: number; readonly eos: number };
  /** The most tokens of a sentence. */
  readonly maxLength: number;
}

/** A sentence that was read. */
interface Read {
  readonly text: string;
  readonly ids: readonly number[];
}

/** The translations of texts, as one batch. */
export async function translateAt(
  where: string,
  by: Translating,
  texts: readonly string[],
  options: TranslateOptions | undefined,
): Promise<Translation[]> {
  const own = readOptions(where, options, TRANSLATE_OPTIONS);
  const { beams = 5, best = 1, maxLength = by.maxLength, lengthPenalty, signal } = own;
  expectInteger(where, 'best', best, 1, beams);
  const { decoder } = by.model;
  const name = own.copyUnknown ? 'copyUnknown' : own.attention ? 'attention' : undefined;
  if (name !== undefined && !decoder.attends) {
    throw new RangeError(`${where}: ${name}: expected a decoder with attention, got none`);
  }
  const unknown = own.copyUnknown ? unknownWords(where, by.source, by.target) : undefined;
  // A hole in the array is read as what it holds: nothing, which is no text.
  const read = Array.from(texts, (text, i): Read => {
    return { text, ids: idsOf(where, `texts.${i}`, by, text) };
  });
  const nothing: Translation = best > 1 ? { ...NOTHING, alternatives: [] } : NOTHING;
  const full = read.filter(({ ids }) => ids.length > 0);
  if (full.length === 0) return read.map(() => nothing);
  const { sos, eos } = by.ends;
  const begun = tf.tidy(() => decoder.begin(encode(by, full)) as never) as ReturnType<
    typeof decoder.begin
  >;
  try {
    const found = await beamSearch(decoder, {
      ...{ state: begun, start: full.map(() => sos), eos, maxLength, beams, best },
      ...(lengthPenalty !== undefined && { lengthPenalty }),
      ...(signal !== undefined && { signal }),
    });
    const translations = read.map(() => nothing);
    for (const [i, hypotheses] of found.entries()) {
      const sentence = full[i] as Read;
      const told: Translation[] = [];
      for (const hypothesis of hypotheses) {
        const map = name && (await look(by, sentence, hypothesis));
        const words = inWords(by, sentence, hypothesis, map, unknown);
        told.push(own.attention && map ? { ...words, attention: map } : words);
      }
      const [first, ...alternatives] = told as [Translation, ...Translation[]];
      translations[read.indexOf(sentence)] = best > 1 ? { ...first, alternatives } : first;
    }
    return translations;
  } finally {
    tf.dispose(begun as never);
  }
}

/** That of an empty sentence. */
const NOTHING: Translation = Object.freeze({
  ...{ text: '', tokens: [], source: [], logProbability: 0, ended: 'eos' as const },
});

/** The ids of a text. @throws TypeError, RangeError */
export function idsOf(where: string, name: string, by: Translating, text: string): number[] {
  if (typeof text !== 'string') throw new TypeError(expected(`${where}: ${name}`, 'a text', text));
  const ids = encodeText(where, name, by.source, text);
  if (ids.length <= by.maxLength) return ids;
  const rule = `at most ${by.maxLength} tokens (maxLength of the translator)`;
  throw new RangeError(expected(`${where}: ${name}`, rule, ids.length));
}

/** What the encoder makes of sentences: run in a `tidy`. */
function encode({ model }: Translating, sentences: readonly Read[]): Encoded {
  const lengths = sentences.map(({ ids }) => ids.length);
  const time = Math.max(...lengths);
  const ids = new Int32Array(sentences.length * time);
  sentences.forEach((sentence, i) => {
    ids.set(sentence.ids, i * time);
  });
  return model.encoder.forward(tf.tensor2d(ids, [sentences.length, time], 'int32'), { lengths });
}

/** Where it looked while it said these tokens. */
async function look(by: Translating, read: Read, { tokens }: Hypothesis): Promise<AttentionMap> {
  const said = [by.ends.sos, ...tokens];
  const seen = tf.tidy(() => {
    const ids = tf.tensor2d(said, [1, said.length], 'int32');
    return by.model.decoder.look(ids, encode(by, [read]));
  });
  try {
    const weights = (await seen.data()) as Float32Array;
    return { rows: said.length, columns: read.ids.length, weights: weights.slice() };
  } finally {
    seen.dispose();
  }
}

/** What a hypothesis says, in words. */
function inWords(
  { source, target }: Translating,
  { text, ids }: Read,
  { tokens, logProbability, ended }: Hypothesis,
  map: AttentionMap | undefined,
  unknown: UnknownWords | undefined,
): Translation {
  // The beginning of a sentence may be said, though nobody teaches it.
  const own = tokens.filter((id) => id < target.size);
  return {
    text: map && unknown ? copyUnknown(tokens, text, map, unknown) : target.decode(own),
    tokens: tokens.map((id) => (id < target.size ? target.tokenOf(id) : '')),
    source: ids.map((id) => source.tokenOf(id)),
    logProbability,
    ended,
  };
}
