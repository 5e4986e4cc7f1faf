import {
  expected,
  expectFinite,
  expectPositiveInteger,
  mergeChecks,
  type OptionChecks,
  readOptions,
} from '@dl/core/check';
import { Turns } from '@dl/core/extend';
import { Beam, type Hypothesis } from './beam';
import { BestCandidates } from './beam-candidates';
import { type Offers, offersOf } from './beam-offers';
import { DECODE_OPTIONS, type DecodeOptions, expectRequired } from './decode-options';
import { LogitRules } from './logit-rules';
import { DecoderRun, expectDecoder, type StepDecoder } from './step-decoder';

export interface BeamSearchOptions<S> extends DecodeOptions<S> {
  /** How many hypotheses of each sentence go on. Default 5. */
  beams?: number;
  /** How many are given of each sentence, at most `beams`. Default 1. */
  best?: number;
  /** The power of the length by which log probabilities are divided: 0 is none, more prefers long sentences. Default 1. */
  lengthPenalty?: number;
}

const count = (where: string, name: string, value: unknown) =>
  expectPositiveInteger(where, name, value as number, 2 ** 16);

const OPTIONS: OptionChecks<BeamSearchOptions<unknown>> = /* @__PURE__ */ mergeChecks(
  DECODE_OPTIONS,
  {
    beams: count,
    best: count,
    lengthPenalty: (where: string, name: string, value: unknown) =>
      expectFinite(where, name, value as number),
  },
);

/**
 * Beam search in batches: of each sentence the `beams` likeliest beginnings go on together, and the hypotheses that end are ordered by
 *
 *     score = log p(tokens, eos) / length^lengthPenalty        length with eos
 *
 * with penalties and biases, where there are any, added to log p.
 * A sentence is done when as many as `beams` have ended and none that goes on has a better score now. With one beam and no length
 * penalty it is greedy decoding. The first step computes one row a sentence, and sentences that are done leave the batch.
 *
 * ```ts
 * const [[best, second]] = await beamSearch(decoder, { state, start: [sos], eos, maxLength: 50, best: 2 });
 * ```
 *
 * Gives the `best` hypotheses of each sentence, fewer where a small vocabulary has no more.
 *
 * @throws RangeError for `best` over `beams`; as `streamTokens`
 */
export async function beamSearch<S>(
  decoder: StepDecoder<S>,
  options: BeamSearchOptions<S>,
): Promise<Hypothesis[][]> {
  const where = 'beamSearch';
  expectDecoder(where, decoder);
  const own = readOptions(where, options, OPTIONS) as BeamSearchOptions<S>;
  expectRequired(where, own);
  const { start, maxLength, signal, beams = 5, best = 1, lengthPenalty = 1 } = own;
  if (best > beams)
    throw new RangeError(expected(`${where}: best`, `at most ${beams} beams`, best));
  const sentences = Array.from(start, () => new Beam(beams, lengthPenalty));
  const rules = new LogitRules(where, own);
  const run = new DecoderRun(where, decoder, own.state);
  const turns = new Turns();
  try {
    for (let length = 1; length <= maxLength && !signal?.aborted; length++) {
      const tokens = sentences.flatMap(({ live }, i) =>
        live.map((hypothesis) => hypothesis.tokens.at(-1) ?? (start[i] as number)),
      );
      if (tokens.length === 0) break;
      const offers = await offersOf(run, tokens, beams, rules);
      if (length === 1) rules.expectInside(offers.vocabulary);
      const rows = extendAll(sentences, offers, own);
      const isSame = rows.length === tokens.length && rows.every((row, i) => row === i);
      if (rows.length > 0 && !isSame && length < maxLength) run.select(Int32Array.from(rows));
      if (turns.due()) await turns.take();
    }
  } finally {
    run.dispose();
  }
  return sentences.map((sentence) => {
    sentence.endAll(signal?.aborted ? 'aborted' : 'length');
    return sentence.best(best);
  });
}

/** Takes one step of all sentences, and gives the row that each live hypothesis came from. */
function extendAll<S>(
  sentences: readonly Beam[],
  offers: Offers,
  { beams = 5, eos }: BeamSearchOptions<S>,
): number[] {
  const rows: number[] = [];
  let first = 0;
  for (const [i, sentence] of sentences.entries()) {
    const { live } = sentence;
    const candidates = new BestCandidates(2 * beams);
    live.forEach((hypothesis, from) => {
      offers.add(first + from, hypothesis, { sentence: i, from }, candidates);
    });
    if (live.length > 0) {
      for (const from of sentence.extend(candidates.best, eos)) rows.push(first + from);
    }
    first += live.length;
  }
  return rows;
}
