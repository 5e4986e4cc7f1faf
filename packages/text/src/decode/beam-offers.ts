import { logSoftmaxRow } from '@dl/core/extend';
import type { LiveHypothesis } from './beam';
import type { BestCandidates } from './beam-candidates';
import type { LogitRules } from './logit-rules';
import type { DecoderRun } from './step-decoder';

/** How the hypotheses of a step may go on. */
export interface Offers {
  readonly vocabulary: number;
  /** Adds what there is of a row: of a live hypothesis, the `from`-th of the `sentence`. */
  add(
    row: number,
    hypothesis: LiveHypothesis,
    place: { readonly sentence: number; readonly from: number },
    to: BestCandidates,
  ): void;
}

/** Makes a step. Of each row the best `2 beams` are enough, since at most one of each beam's is an end; where rules change them all are read. */
export async function offersOf<S>(
  run: DecoderRun<S>,
  tokens: readonly number[],
  beams: number,
  rules: LogitRules,
): Promise<Offers> {
  if (rules.isEmpty) {
    const { classes, logProbabilities, count, vocabulary } = await run.likeliest(tokens, 2 * beams);
    return {
      vocabulary,
      add(row, before, { from }, to) {
        for (let i = row * count; i < (row + 1) * count && (classes[i] as number) >= 0; i++) {
          const logProbability = before.logProbability + (logProbabilities[i] as number);
          const token = classes[i] as number;
          to.add({ logProbability, penalised: logProbability, from, token });
        }
      },
    };
  }
  const { values, vocabulary } = await run.step(tokens);
  return {
    vocabulary,
    add(row, before, { sentence, from }, to) {
      // The decoder may keep its logits.
      const logProbabilities = values.slice(row * vocabulary, (row + 1) * vocabulary);
      logSoftmaxRow(logProbabilities);
      const penalised = logProbabilities.slice();
      rules.apply(penalised, before.tokens, sentence);
      to.addRow({ logProbabilities, penalised }, from, before);
    },
  };
}
