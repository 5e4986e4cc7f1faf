import type { Rng } from '@dl/core';
import { logNormaliser, logProbabilityOf } from '@dl/core/extend';
import type { LogitRules } from './logit-rules';
import { drawToken, filteredProbabilities, type SamplingOptions } from './sampling';
import type { DecoderRun } from './step-decoder';

/** A row that has not ended. */
export interface Row {
  readonly row: number;
  readonly rng: Rng | undefined;
  readonly tokens: number[];
  readonly logProbabilities: number[];
  /** How many tokens were told of. */
  told: number;
  last: number;
}

/** How the next token is chosen. */
export interface Choice {
  readonly sampling: SamplingOptions | undefined;
  readonly rules: LogitRules;
}

/** What comes next in each row: undefined where all is ruled out. */
export interface Next {
  readonly vocabulary: number;
  /** Notes its log probability too. */
  next(row: Row, i: number): number | undefined;
}

/** Makes a step. Where the likeliest is taken, nothing else is read. */
export async function nextOf<S>(
  run: DecoderRun<S>,
  tokens: readonly number[],
  choice: Choice,
): Promise<Next> {
  if (choice.sampling === undefined && choice.rules.isEmpty) {
    const { classes, logProbabilities, vocabulary } = await run.likeliest(tokens, 1);
    return {
      vocabulary,
      next(row, i) {
        if ((classes[i] as number) < 0) return undefined;
        row.logProbabilities.push(logProbabilities[i] as number);
        return classes[i];
      },
    };
  }
  const { values, vocabulary } = await run.step(tokens);
  return {
    vocabulary,
    next: (row, i) => chosen(values.subarray(i * vocabulary, (i + 1) * vocabulary), row, choice),
  };
}

function chosen(
  logits: Float32Array,
  { row: index, tokens, logProbabilities, rng }: Row,
  { sampling, rules }: Choice,
): number | undefined {
  // The decoder may keep its logits.
  const row = logits.slice();
  if (!rules.isEmpty) rules.apply(row, tokens, index);
  let token: number | undefined = argMaxOf(row);
  if (row[token] === -Infinity) return undefined;
  if (sampling !== undefined) {
    token = drawToken(filteredProbabilities(row, sampling), (rng as Rng).next());
  }
  if (token === undefined) return undefined;
  logProbabilities.push(logProbabilityOf(logits[token] as number, logNormaliser(logits)));
  return token;
}

/** The place of the largest number, the first of equal ones. */
function argMaxOf(row: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < row.length; i++) if ((row[i] as number) > (row[best] as number)) best = i;
  return best;
}
