import { expectInteger, expectTensor, ShapeError } from '@dl/core';
import type * as tf from '@tensorflow/tfjs-core';
import type { Cell, Lengths } from './cell';

interface Sizes {
  readonly inSize: number;
  readonly hiddenSize: number;
}

/** Checks what a cell's step is given. @throws ShapeError, TypeError, Error */
export function expectStep(where: string, cell: Sizes, x: tf.Tensor, state: tf.Tensor): void {
  expectTensor(where, 'x', x, ['batch', cell.inSize]);
  expectTensor(where, 'state', state, [x.shape[0] as number, cell.hiddenSize]);
}

/** Checks a sequence, [batch, time, in]. @throws ShapeError, TypeError, Error */
export function expectSequence(where: string, inSize: number, xs: tf.Tensor): void {
  expectTensor(where, 'xs', xs, ['batch', 'time', inSize]);
}

/** Checks that what a state gives out fits the batch. @throws ShapeError, TypeError, Error */
export function expectState<S extends tf.TensorContainer>(
  where: string,
  cell: Cell<S>,
  state: S,
  batch: number,
): void {
  expectTensor(where, 'state', cell.output(state), [batch, cell.hiddenSize]);
}

/** Checks lengths: one a row, each 1 to `time`. @throws ShapeError, RangeError */
export function expectLengths(where: string, lengths: Lengths, batch: number, time: number): void {
  if (lengths.length !== batch) {
    throw new ShapeError(`${where}: lengths: expected ${batch} of them, got ${lengths.length}`);
  }
  for (let b = 0; b < batch; b++) {
    expectInteger(where, `lengths.${b}`, lengths[b] as number, 1, time);
  }
}
