import type * as tf from '@tensorflow/tfjs-core';
import { expectFrames, someClass } from '../check/frames';
import { type Lengths, readLengths } from '../check/lengths';
import { expectInteger } from '../check/number';
import { checkedLater, type OptionChecks } from '../check/options';
import { logNormaliser } from './log-softmax';

export interface CtcDecodeOptions {
  /** How many frames of each row count. Default all. */
  lengths?: Lengths | undefined;
  /** The class that stands for no label. Default 0. */
  blank?: number;
}

/** Labels that a sequence of frames may spell. */
export interface CtcHypothesis {
  readonly labels: number[];
  /** The logarithm of its probability, in nats. */
  readonly logProbability: number;
}

/** The checks of `CtcDecodeOptions`. */
export const DECODE_OPTIONS: OptionChecks<CtcDecodeOptions> = {
  lengths: checkedLater,
  blank: someClass,
};

/** The log-probabilities of the frames of a row that count: [time, classes]. */
export interface Frames {
  readonly logs: Float64Array;
  readonly time: number;
  readonly classes: number;
}

/** Reads logits to this thread, row by row, as log-probabilities. What is wrong with the arguments is said before anything is read. */
export async function readFrames(
  where: string,
  logits: tf.Tensor,
  { lengths, blank = 0 }: CtcDecodeOptions,
): Promise<Frames[]> {
  const [batch, time, classes] = expectFrames(where, logits);
  expectInteger(where, 'blank', blank, 0, classes - 1);
  const times =
    lengths === undefined
      ? new Int32Array(batch).fill(time)
      : readLengths(where, lengths, batch, time);
  const values = await logits.data<'float32'>();
  return Array.from(times, (own, b) => {
    const logs = Float64Array.from(values.subarray(b * time * classes, (b * time + own) * classes));
    for (let t = 0; t < own; t++) {
      if (normalise(logs.subarray(t * classes, (t + 1) * classes))) continue;
      throw new RangeError(
        `${where}: logits: expected numbers that have a softmax, got NaN, ∞ or −∞ only at [${b}, ${t}]`,
      );
    }
    return { logs, time: own, classes };
  });
}

/** x − log Σ eˣ, in its place; false where there is none. */
function normalise(x: Float64Array): boolean {
  const total = logNormaliser(x);
  for (let i = 0; i < x.length; i++) x[i] = (x[i] as number) - total;
  return Number.isFinite(total);
}
