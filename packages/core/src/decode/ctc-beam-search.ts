import type * as tf from '@tensorflow/tfjs-core';
import { expected } from '../check/describe';
import { expectPositiveInteger } from '../check/number';
import { mergeChecks, type OptionCheck, type OptionChecks, readOptions } from '../check/options';
import {
  type CtcDecodeOptions,
  type CtcHypothesis,
  DECODE_OPTIONS,
  readFrames,
} from './ctc-frames';
import { prefixBeams } from './prefix-beams';

export interface CtcBeamOptions extends CtcDecodeOptions {
  /** Prefixes that are kept of each row after each frame. Default 5. */
  beams?: number;
  /** How many hypotheses are given of each row, at most `beams`. Default 1. */
  best?: number;
}

const count: OptionCheck = (where, name, value) =>
  expectPositiveInteger(where, name, value as number, 2 ** 16);

const OPTIONS: OptionChecks<CtcBeamOptions> = /* @__PURE__ */ mergeChecks(DECODE_OPTIONS, {
  beams: count,
  best: count,
});

/**
 * The likeliest labels, by a prefix beam search: frame by frame the `beams` likeliest beginnings go on, and the probabilities of
 * all paths that spell the same beginning are added up, apart for those that end in a blank and those that do not. With as
 * many beams as there are beginnings it is exact.
 *
 * ```ts
 * const [[best, second]] = await ctcBeamSearch(logits, { beams: 20, best: 2 });
 * ```
 *
 * Graves, Supervised Sequence Labelling with Recurrent Neural Networks, 2012, section 7.5; Hannun, Maas, Jurafsky and Ng,
 * First-Pass Large Vocabulary Continuous Speech Recognition using Bi-Directional Recurrent DNNs, 2014.
 *
 * @param logits float32 [batch, time, classes], or log-probabilities
 * @returns of each row the `best` hypotheses, the likeliest first, fewer where there are no more
 * @throws RangeError for `best` over `beams`, and for a frame that has no softmax; ShapeError, RangeError or TypeError for shapes
 *   and options that do not fit
 */
export async function ctcBeamSearch(
  logits: tf.Tensor,
  options?: CtcBeamOptions,
): Promise<CtcHypothesis[][]> {
  const where = 'ctcBeamSearch';
  const { beams = 5, best = 1, ...own } = readOptions(where, options, OPTIONS);
  if (best > beams)
    throw new RangeError(expected(`${where}: best`, `at most ${beams} beams`, best));
  const rows = await readFrames(where, logits, own);
  return rows.map((frames) => prefixBeams(frames, own.blank ?? 0, beams).slice(0, best));
}
