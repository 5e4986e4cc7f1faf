import type * as tf from '@tensorflow/tfjs-core';
import { expectInteger } from '../check/number';
import { expectAlive } from '../check/tensor';

/** Checks an axis that may count from the end; gives it from the start. @throws RangeError */
export function axisOf(where: string, rank: number, axis: number, name = 'axis'): number {
  expectInteger(where, name, axis, -rank, rank - 1);
  return axis < 0 ? axis + rank : axis;
}

/** Whether a gradient can flow through `x`; ids and masks have none. @throws TypeError, Error if `x` is no tensor */
export function isFloat(where: string, name: string, x: tf.Tensor): boolean {
  expectAlive(where, name, x);
  return x.dtype === 'float32';
}
