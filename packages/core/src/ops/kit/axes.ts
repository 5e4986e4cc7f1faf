import type * as tf from '@tensorflow/tfjs-core';
import { expectInteger } from '../../check/number';
import { ShapeError } from '../../check/shape';
import { expectAlive } from '../../check/tensor';

/** Checks an axis that may count from the end; gives it from the start. @throws RangeError, of a scalar ShapeError */
export function axisOf(where: string, rank: number, axis: number, name = 'axis'): number {
  if (rank === 0) throw new ShapeError(`${where}: expected a tensor with an axis, got a scalar`);
  expectInteger(where, name, axis, -rank, rank - 1);
  return axis < 0 ? axis + rank : axis;
}

/** Whether a gradient can flow through `x`; ids and masks have none. @throws TypeError, Error if `x` is no tensor of numbers or truth values */
export function isFloat(where: string, name: string, x: tf.Tensor): boolean {
  expectNumbers(where, name, x);
  return x.dtype === 'float32';
}

/**
 * Checks a live tensor of numbers or truth values, of any shape: what is moved, and not computed with.
 *
 * @throws TypeError `gather: x: expected dtype float32, int32 or bool, got string`
 */
export function expectNumbers(where: string, name: string, x: tf.Tensor): void {
  expectAlive(where, name, x);
  const { dtype } = x;
  if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') return;
  throw new TypeError(`${where}: ${name}: expected dtype float32, int32 or bool, got ${dtype}`);
}

/** As `expectNumbers`, without truth values: what is added and compared. */
export function expectFloatsOrIntegers(where: string, name: string, x: tf.Tensor): void {
  expectAlive(where, name, x);
  const { dtype } = x;
  if (dtype === 'float32' || dtype === 'int32') return;
  throw new TypeError(`${where}: ${name}: expected dtype float32 or int32, got ${dtype}`);
}
