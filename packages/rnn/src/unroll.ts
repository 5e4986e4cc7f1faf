import type * as tf from '@tensorflow/tfjs-core';
import type { Cell, SequenceOptions, SequenceResult } from './cell';
import { expectSequence, expectState } from './check';
import { runSequence } from './run-sequence';

export interface UnrollOptions<S> extends SequenceOptions {
  /** Where the sequence goes on from; it stays the caller's. Default `cell.zeroState`. */
  state?: S | undefined;
}

/**
 * Runs a cell over a sequence, hₜ = step(xₜ, hₜ₋₁) for all t, by the cell's own kernel where the
 * running backend has one, else step by step. Its gradient is backpropagation through time
 * (Werbos 1990).
 *
 * With `lengths` the outputs after a row's end are 0, its state is the one at its end, and what pads
 * its inputs has no influence on anything, not even as NaN. With `reverse` a row runs from its last
 * step to its first, and outputs stay where their inputs are.
 *
 * @param xs float32 [batch, time, in]
 * @returns outputs [batch, time, hidden] and the last state, [batch, hidden] for an `RnnCell`; both
 *   are the caller's to dispose
 * @throws ShapeError for an xs, a state or a number of lengths that does not fit, or an empty axis
 * @throws RangeError for a length that is no integer from 1 to time
 * @throws TypeError for another dtype, Error for a disposed tensor
 */
export function unroll<S extends tf.TensorContainer>(
  cell: Cell<S>,
  xs: tf.Tensor,
  { state, lengths, reverse }: UnrollOptions<S> = {},
): SequenceResult<S> {
  expectSequence('unroll', cell.inSize, xs, lengths);
  if (state !== undefined) expectState('unroll', 'state', cell, state, xs.shape[0] as number);
  return runSequence(cell, xs as tf.Tensor3D, state, { lengths, reverse });
}
