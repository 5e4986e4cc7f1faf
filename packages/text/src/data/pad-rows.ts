import { expected, expectInteger, expectRoom } from '@dl/core/check';
import * as tf from '@tensorflow/tfjs-core';
import { expectIds } from '../check/text';

/** Rows of ids as a batch. */
export interface PaddedRows {
  /** int32 [batch, time], filled up at the end. */
  readonly ids: tf.Tensor2D;
  /** How long each row is. */
  readonly lengths: number[];
  /** How many places are filled up. */
  readonly padding: number;
}

/**
 * Rows of ids as one tensor [batch, time], short ones filled up with `pad`; `lengths` are what `forward(xs, { lengths })` of recurrent
 * networks and masks of attention take.
 *
 * @throws TypeError, RangeError for invalid rows, an empty batch, and more than memory has room for
 */
export function padRows(rows: readonly ArrayLike<number>[], pad: number): PaddedRows {
  const where = 'padRows';
  expectInteger(where, 'pad', pad, 0, 2 ** 31 - 1);
  if (!Array.isArray(rows) || rows.length === 0) {
    throw new TypeError(expected(`${where}: rows`, 'an array with a row or more', rows));
  }
  for (const [i, row] of rows.entries()) expectIds(where, `rows.${i}`, row, 2 ** 31);
  const lengths = rows.map(({ length }) => length);
  const time = lengths.reduce((most, length) => Math.max(most, length), 0);
  expectRoom(where, 'rows', [rows.length, time], 'int32');
  const ids = new Int32Array(rows.length * time).fill(pad);
  for (const [i, row] of rows.entries()) ids.set(Array.from(row), i * time);
  const padding = ids.length - lengths.reduce((sum, length) => sum + length, 0);
  return { ids: tf.tensor2d(ids, [rows.length, time], 'int32'), lengths, padding };
}
