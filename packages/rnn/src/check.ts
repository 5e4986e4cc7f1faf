import { expected, expectInteger, expectTensor, ShapeError } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Cell, Lengths } from './cell';

interface Sizes {
  readonly inSize: number;
  readonly outSize: number;
}

/** Checks what a cell's step is given. @throws ShapeError, TypeError, Error */
export function expectStep(where: string, cell: Sizes, x: tf.Tensor, state: tf.Tensor): void {
  expectTensor(where, 'x', x, ['batch', cell.inSize]);
  expectTensor(where, 'state', state, [x.shape[0] as number, cell.outSize]);
}

/**
 * Checks a sequence, [batch, time, in], and the lengths of its rows: one a row, each 1 to time.
 *
 * @throws ShapeError, TypeError, RangeError, Error
 */
export function expectSequence(
  where: string,
  inSize: number,
  xs: tf.Tensor,
  lengths: Lengths | undefined,
): void {
  expectTensor(where, 'xs', xs, ['batch', 'time', inSize]);
  if (lengths === undefined) return;
  const [batch, time] = xs.shape as [number, number];
  if (lengths?.length !== batch) {
    throw new ShapeError(`${where}: lengths: expected ${batch} of them, got ${lengths?.length}`);
  }
  for (let b = 0; b < batch; b++) {
    expectInteger(where, `lengths.${b}`, lengths[b] as number, 1, time);
  }
}

/** Checks that what a state gives out fits the batch. @throws ShapeError, TypeError, Error */
export function expectState<S extends tf.TensorContainer>(
  where: string,
  name: string,
  cell: Cell<S>,
  state: S,
  batch: number,
): void {
  if (typeof state !== 'object' || state === null) {
    throw new TypeError(expected(`${where}: ${name}`, 'a state of the cell', state));
  }
  if (cell.expectState) {
    cell.expectState(where, name, state, batch);
    return;
  }
  // An output may be computed from the state.
  tf.tidy(() => expectTensor(where, name, cell.output(state), [batch, cell.outSize]));
}

/** Checks that there is one state a cell, and each of them. @throws RangeError; as `expectState` */
export function expectStates<S extends tf.TensorContainer>(
  where: string,
  cells: readonly Cell<S>[],
  states: readonly S[],
  batch: number,
): void {
  if (states?.length !== cells.length) {
    throw new RangeError(
      `${where}: state: expected ${cells.length} of them, got ${states?.length}`,
    );
  }
  cells.forEach((cell, i) => {
    expectState(where, `state.${i}`, cell, states[i] as S, batch);
  });
}

/**
 * Checks that the two cells of a layer take the same input, and give the same width where they are
 * added. @throws ShapeError
 */
export function expectPair(
  where: string,
  forward: Sizes,
  backward: Sizes,
  merge: 'concat' | 'sum',
): void {
  const one = merge === 'sum' ? forward.outSize : backward.outSize;
  if (backward.inSize === forward.inSize && backward.outSize === one) return;
  const [a, b] = [forward, backward].map((cell) => `${cell.inSize} → ${cell.outSize}`);
  throw new ShapeError(`${where}: backward: expected a cell ${a} as forward, got one ${b}`);
}
