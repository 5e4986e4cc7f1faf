import {
  checkedLater,
  expected,
  expectRng,
  mergeChecks,
  type OptionChecks,
  readOptions,
} from '@dl/core/check';
import { Turns } from '@dl/core/extend';
import { expectIds } from '../check/text';
import { DECODE_OPTIONS, type DecodeOptions, type Ended, expectRequired } from './decode-options';
import { LogitRules } from './logit-rules';
import { type Choice, nextOf, type Row } from './next-token';
import { readSampling, type SamplingOptions } from './sampling';
import { DecoderRun, expectDecoder, type StepDecoder } from './step-decoder';
import { StopSequences } from './stop-sequences';

export interface GenerateOptions<S> extends DecodeOptions<S> {
  /** Draws tokens instead of taking the likeliest. Default: greedy. */
  sampling?: SamplingOptions;
  /** Sequences of tokens that end a row, and are no part of it; not beside a constraint. Default none. */
  stop?: readonly (readonly number[])[];
}

/**
 * What one step tells of one row: a token, or that it has ended. The log probability is the decoder's, as `beamSearch` has it: before
 * tokens are ruled out, penalised or biased, and before `sampling` changes or filters it.
 */
export type TokenEvent =
  | { readonly row: number; readonly token: number; readonly logProbability: number }
  /** With the log probability of `eos`; 0 where a row has ended without it. */
  | { readonly row: number; readonly ended: Ended; readonly logProbability: number };

const OPTIONS: OptionChecks<GenerateOptions<unknown>> = /* @__PURE__ */ mergeChecks(
  DECODE_OPTIONS,
  {
    sampling: checkedLater,
    stop: (where: string, name: string, value: unknown) => {
      if (!Array.isArray(value)) {
        throw new TypeError(expected(`${where}: ${name}`, 'an array of sequences', value));
      }
      value.forEach((sequence, i) => {
        expectIds(where, `${name}.${i}`, sequence, 2 ** 31);
        if (sequence.length > 0) return;
        throw new RangeError(expected(`${where}: ${name}.${i}`, 'a token or more', sequence));
      });
    },
  },
);

/**
 * Decodes token by token, as they come: greedily, or by sampling. Rows that have ended leave the batch. A sampled row depends on its
 * number and the generator, not on the other rows.
 *
 * ```ts
 * for await (const event of streamTokens(decoder, { state, start: [sos], eos, maxLength: 100 })) {
 *   if ('token' in event) print(event.token);
 * }
 * ```
 *
 * A loop that is left early disposes all states.
 *
 * @throws ShapeError for logits that are not [rows, vocabulary]; RangeError for NaN among them; TypeError, RangeError for options
 */
export function streamTokens<S>(
  decoder: StepDecoder<S>,
  options: GenerateOptions<S>,
): AsyncGenerator<TokenEvent, void, void> {
  return tokensOf('streamTokens', decoder, options);
}

/** As `streamTokens`; errors call it `where`. */
export async function* tokensOf<S>(
  where: string,
  decoder: StepDecoder<S>,
  options: GenerateOptions<S>,
): AsyncGenerator<TokenEvent, void, void> {
  expectDecoder(where, decoder);
  const own = readOptions(where, options, OPTIONS) as GenerateOptions<S>;
  expectRequired(where, own);
  const { maxLength, eos, signal, stop = [], constraint } = own;
  const sampling =
    own.sampling === undefined ? undefined : readSampling(`${where}: sampling`, own.sampling);
  if (sampling !== undefined) expectRng(`${where}: sampling`, sampling.rng);
  if (constraint !== undefined && stop.length > 0) {
    throw new RangeError(expected(`${where}: stop`, 'none beside a constraint', stop));
  }
  const choice: Choice = { sampling, rules: new LogitRules(where, own) };
  const stops = new StopSequences(stop);
  const run = new DecoderRun(where, decoder, own.state);
  const turns = new Turns();
  let rows = Array.from(own.start, (last, row): Row => {
    return { row, rng: sampling?.rng.fold(row), tokens: [], logProbabilities: [], told: 0, last };
  });
  try {
    for (let length = 1; rows.length > 0; length++) {
      if (signal?.aborted) {
        for (const row of rows) yield* ended(row, 'aborted', row.tokens.length);
        return;
      }
      const { vocabulary, next } = await nextOf(
        run,
        rows.map(({ last }) => last),
        choice,
      );
      if (length === 1) {
        choice.rules.expectInside(vocabulary);
        for (const [i, ids] of stop.entries()) expectIds(where, `stop.${i}`, ids, vocabulary);
      }
      const going: Row[] = [];
      const alive: number[] = [];
      for (const [i, row] of rows.entries()) {
        const token = next(row, i);
        if (token === undefined) yield* ended(row, 'stuck', row.tokens.length);
        else if (token === eos) yield* ended(row, 'eos', row.tokens.length);
        else {
          row.tokens.push(token);
          row.last = token;
          const cut = stops.ended(row.tokens);
          if (cut > 0) yield* ended(row, 'stop', row.tokens.length - cut);
          else if (length === maxLength) yield* ended(row, 'length', row.tokens.length);
          else {
            yield* told(row, row.tokens.length - stops.held(row.tokens));
            going.push(row);
            alive.push(i);
          }
        }
      }
      if (going.length > 0 && going.length < rows.length) run.select(Int32Array.from(alive));
      rows = going;
      if (turns.due()) await turns.take();
    }
  } finally {
    run.dispose();
  }
}

function* told(row: Row, end: number): Generator<TokenEvent> {
  for (; row.told < end; row.told++) {
    const token = row.tokens[row.told] as number;
    yield { row: row.row, token, logProbability: row.logProbabilities[row.told] as number };
  }
}

function* ended(row: Row, why: Ended, end: number): Generator<TokenEvent> {
  yield* told(row, end);
  const logProbability = why === 'eos' ? (row.logProbabilities.at(-1) as number) : 0;
  yield { row: row.row, ended: why, logProbability };
}
