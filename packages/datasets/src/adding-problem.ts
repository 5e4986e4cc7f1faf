import type { Rng } from '@dl/core';
import {
  checkedLater,
  expected,
  expectPositiveInteger,
  expectRng,
  expectRoom,
  type OptionChecks,
  readOptions,
} from '@dl/core/check';
import * as tf from '@tensorflow/tfjs-core';

/** Sequences of the adding problem, and what is to be said after each. */
export interface AddingBatch {
  /** [batch, time, 2]: a number from 0 to 1, and a mark that is 1 at two steps and 0 at all others. */
  readonly xs: tf.Tensor3D;
  /** The sum of the two marked numbers, [batch, 1]. */
  readonly sums: tf.Tensor2D;
}

/** The mean squared error of saying 1 always: the variance of the sum of two numbers from 0 to 1. */
export const ADDING_BASELINE = 1 / 6;

// #region data
/**
 * Draws sequences of the adding problem: one step of each half is marked, and the two numbers that stand there are to be
 * added. What a network must carry over about `time` / 2 steps is one number.
 *
 * Hochreiter and Schmidhuber, Long short-term memory, 1997.
 *
 * @throws RangeError for less than two steps or an invalid size; TypeError without a generator
 */
export function addingProblem(batch: number, time: number, options: AddingOptions): AddingBatch {
  const rng = checked(batch, time, options);
  const values = rng.uniformArray(batch * time);
  const xs = new Float32Array(batch * time * 2);
  for (let i = 0; i < values.length; i++) xs[2 * i] = values[i] as number;
  const half = Math.floor(time / 2);
  const sums = new Float32Array(batch);
  for (let row = 0; row < batch; row++) {
    const marked = [rng.int(0, half), rng.int(half, time)];
    for (const step of marked) {
      xs[2 * (row * time + step) + 1] = 1;
      sums[row] = (sums[row] as number) + (values[row * time + step] as number);
    }
  }
  return { xs: tf.tensor3d(xs, [batch, time, 2]), sums: tf.tensor2d(sums, [batch, 1]) };
}
// #endregion data

export interface AddingOptions {
  /** Draws the numbers and the marks. */
  rng: Rng;
}

const OPTIONS: OptionChecks<AddingOptions> = { rng: checkedLater };

/** The generator, of sizes that were checked. */
function checked(batch: number, time: number, options: AddingOptions): Rng {
  const { rng } = readOptions('addingProblem', options, OPTIONS);
  expectRng('addingProblem', rng);
  expectPositiveInteger('addingProblem', 'batch', batch);
  expectPositiveInteger('addingProblem', 'time', time);
  if (time < 2) throw new RangeError(expected('addingProblem: time', 'at least 2', time));
  expectRoom('addingProblem', 'xs', [batch, time, 2]);
  return rng;
}
