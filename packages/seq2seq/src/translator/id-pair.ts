import { expected } from '@dl/core/check';
import type { IdPair } from '@dl/text';
import { encodeText } from '@dl/text/extend';
import { expectPair } from './pair-stream';
import { idsOf } from './translate';
import type { Translator } from './translator';

/** Where a pair stands, and who is to learn from it. */
export interface PairPlace {
  readonly where: string;
  readonly name: string;
  readonly translator: Translator;
  /** The most tokens of a batch, which must hold it. */
  readonly tokens: number;
}

/** A pair as ids. @throws TypeError for what is none; RangeError for one without a word to read, or that is too long */
export function idPairOf({ where, name, translator, tokens }: PairPlace, pair: unknown): IdPair {
  expectPair(where, name, pair);
  const [source, target] = pair;
  const place = `${where}: ${name}`;
  const read = idsOf(where, name, translator, source);
  if (read.length === 0) throw new RangeError(expected(place, 'a source with a word', source));
  const said = encodeText(where, name, translator.target, target);
  if (said.length >= translator.maxLength) {
    const rule = `a target of fewer than ${translator.maxLength} tokens (maxLength)`;
    throw new RangeError(expected(place, rule, said.length));
  }
  const size = read.length + said.length + 1;
  if (size <= tokens) return [read, said];
  throw new RangeError(expected(place, `at most ${tokens} tokens (batchTokens)`, size));
}
