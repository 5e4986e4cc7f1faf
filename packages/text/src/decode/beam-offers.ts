import { logSoftmaxRow } from '@dl/core/extend';
import type { LiveHypothesis } from './beam';
import type { BestCandidates } from './beam-candidates';
import type { DecodeOptions } from './decode-options';
import { banRepeats } from './no-repeat';
import type { DecoderRun } from './step-decoder';

/** How the hypotheses of a step may go on. */
export interface Offers {
  readonly vocabulary: number;
  /** Adds what there is of a row: of a live hypothesis, the `from`-th of its sentence. */
  add(row: number, from: number, hypothesis: LiveHypothesis, to: BestCandidates): void;
}

/** Makes a step. Of each row the best `2 beams` are enough, since at most one of each beam's is an end; to rule out repeats all are read. */
export async function offersOf<S>(
  run: DecoderRun<S>,
  tokens: readonly number[],
  { beams = 5, eos, noRepeatNgram }: DecodeOptions<S> & { readonly beams?: number },
): Promise<Offers> {
  if (noRepeatNgram === undefined) {
    const { classes, logProbabilities, count, vocabulary } = await run.likeliest(tokens, 2 * beams);
    return {
      vocabulary,
      add(row, from, { logProbability }, to) {
        for (let i = row * count; i < (row + 1) * count && (classes[i] as number) >= 0; i++) {
          const sum = logProbability + (logProbabilities[i] as number);
          to.add({ logProbability: sum, from, token: classes[i] as number });
        }
      },
    };
  }
  const { values, vocabulary } = await run.step(tokens);
  return {
    vocabulary,
    add(row, from, { tokens, logProbability }, to) {
      // The decoder may keep its logits.
      const own = values.slice(row * vocabulary, (row + 1) * vocabulary);
      logSoftmaxRow(own);
      banRepeats(own, [...tokens], noRepeatNgram, eos);
      to.addRow(own, from, logProbability);
    },
  };
}
