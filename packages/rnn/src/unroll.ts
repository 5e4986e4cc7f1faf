import type { Lengths } from '@dl/core';
import { checkedLater, expectFlag, type OptionChecks, readOptions } from '@dl/core/check';
import type * as tf from '@tensorflow/tfjs-core';
import type { Cell } from './cell';
import { expectCell, expectSequence, expectState } from './check';
import { LazyResult, lastOutput, type RecurrentResult } from './result';
import { runSequence } from './run-sequence';

export interface UnrollOptions<S> {
  /** Where the sequence goes on from; it stays the caller's. Default `cell.zeroState`. */
  state?: S | undefined;
  /** Steps of each row, 0 to time. Default: all. */
  lengths?: Lengths | undefined;
  /** From each row's last step to its first. Default false. */
  reverse?: boolean | undefined;
}

const OPTIONS: OptionChecks<UnrollOptions<unknown>> = {
  state: checkedLater,
  lengths: checkedLater,
  reverse: expectFlag,
};

/**
 * Runs a cell over a sequence, hₜ = step(xₜ, hₜ₋₁) for all t, by the cell's own kernel where the
 * running backend has one, else step by step. Its gradient is backpropagation through time
 * (Werbos 1990).
 *
 * With `lengths` the outputs after a row's end are 0, its state is the one at its end (of a row of no steps the one it
 * began with), and what pads its inputs has no influence on anything, not even as NaN. With `reverse` a row runs from its
 * last step to its first, and outputs stay where their inputs are.
 *
 * @param xs float32 [batch, time, in]
 * @returns outputs [batch, time, out], the last output [batch, out] and the last state, [batch, hidden] for an `RnnCell`;
 *   all are the caller's to dispose
 * @throws ShapeError for an xs, a state or a number of lengths that does not fit, or an empty axis but the batch
 * @throws RangeError for a length that is no integer from 0 to time
 * @throws TypeError for another dtype, an unknown option or an invalid cell; Error for a disposed tensor
 */
export function unroll<S extends tf.TensorContainer>(
  cell: Cell<S>,
  xs: tf.Tensor,
  options?: UnrollOptions<S>,
): RecurrentResult<S> {
  const {
    state,
    lengths: given,
    reverse,
  } = readOptions<UnrollOptions<S>>('unroll', options, OPTIONS);
  expectCell('unroll', 'cell', cell);
  const lengths = expectSequence('unroll', cell.inSize, xs, given);
  if (state !== undefined) expectState('unroll', 'state', cell, state, xs.shape[0] as number);
  const made = runSequence(cell, xs as tf.Tensor3D, state, { lengths, reverse });
  return new LazyResult(made.outputs, made.state, () =>
    lastOutput([cell], [made.state], 'concat', xs.shape[0] as number),
  );
}
