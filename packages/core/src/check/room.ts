import type { DataType } from '@tensorflow/tfjs-core';
import { describeShape, expected } from './describe';
import { LARGEST } from './number';

/** The bytes that a tensor must stay below: WASM counts them in 32 bits, and a count that wraps leads to writes past the end. */
const WHOLE = 2 ** 32;

/**
 * Checks the sizes of a tensor that is about to be made, before anything is drawn or computed for it: every axis is below
 * 2³¹, and the whole is less than 4 GiB. The rule is the same on every backend.
 *
 * @throws RangeError `Linear: weight: expected less than 4 GiB, got float32 [1073741824, 4]`
 */
export function expectRoom(
  where: string,
  name: string,
  shape: readonly number[],
  dtype: DataType = 'float32',
): void {
  let bytes = dtype === 'bool' ? 1 : 4;
  let counts = true;
  for (let i = 0; i < shape.length; i++) {
    counts &&= (shape[i] as number) <= LARGEST;
    bytes *= shape[i] as number;
  }
  if (counts && bytes < WHOLE) return;
  throw new RangeError(
    `${where}: ${name}: expected less than 4 GiB, got ${dtype} ${describeShape(shape)}`,
  );
}

/**
 * Checks a list of numbers, one an axis; the numbers themselves are checked by whoever reads them.
 *
 * @throws RangeError `slice: begin: expected 2 numbers, one an axis, got [1]`
 */
export function expectOneAnAxis(where: string, name: string, list: unknown, rank: number): void {
  if (Array.isArray(list) && list.length === rank) return;
  throw new RangeError(expected(`${where}: ${name}`, `${rank} numbers, one an axis`, list));
}
