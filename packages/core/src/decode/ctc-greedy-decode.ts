import type * as tf from '@tensorflow/tfjs-core';
import { readOptions } from '../check/options';
import {
  type CtcDecodeOptions,
  type CtcHypothesis,
  DECODE_OPTIONS,
  type Frames,
  readFrames,
} from './ctc-frames';

/**
 * The labels of the likeliest path through the frames: of each the likeliest class (of equal ones the first), repetitions merged,
 * then blanks left out. `logProbability` is that of this path alone; the labels may have others too, which `ctcBeamSearch` adds up.
 *
 * Graves, Fernández, Gomez and Schmidhuber, Connectionist Temporal Classification, 2006, best path decoding.
 *
 * @param logits float32 [batch, time, classes], or log-probabilities
 * @returns one hypothesis a row
 * @throws ShapeError, RangeError or TypeError for shapes and options that do not fit, RangeError for a frame that has no softmax
 */
export async function ctcGreedyDecode(
  logits: tf.Tensor,
  options?: CtcDecodeOptions,
): Promise<CtcHypothesis[]> {
  const own = readOptions('ctcGreedyDecode', options, DECODE_OPTIONS);
  const rows = await readFrames('ctcGreedyDecode', logits, own);
  return rows.map((frames) => bestPath(frames, own.blank ?? 0));
}

function bestPath({ logs, time, classes }: Frames, blank: number): CtcHypothesis {
  const labels: number[] = [];
  let logProbability = 0;
  let before = blank;
  for (let t = 0; t < time; t++) {
    let best = 0;
    const at = t * classes;
    for (let c = 1; c < classes; c++) {
      if ((logs[at + c] as number) > (logs[at + best] as number)) best = c;
    }
    logProbability += logs[at + best] as number;
    if (best !== blank && best !== before) labels.push(best);
    before = best;
  }
  return { labels, logProbability };
}
