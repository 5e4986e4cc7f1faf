import * as tf from '@tensorflow/tfjs-core';
import { describeShape, expected } from '../check/describe';
import { ownArray } from '../check/realm';
import { ShapeError } from '../check/shape';
import { expectAlive } from '../check/tensor';
import { nestedNumbers } from './nested-numbers';
import { isTypedArray, type TypedArray, tensorOf } from './typed-array';

/** Rows of numbers, all of one shape. */
export type NestedNumbers = readonly number[] | readonly NestedNumbers[];

/**
 * One value an example: a typed array, a plain array of numbers, or rows of them of any depth; `data` of `shape`
 * [examples, …] in rows; or a tensor [examples, …].
 */
export type Column =
  | TypedArray
  | NestedNumbers
  | tf.Tensor
  | { readonly data: TypedArray; readonly shape: readonly number[] };

/** Columns by name: entry i of each belongs to example i. */
export type Columns = { readonly [name: string]: Column };

/** A tensor [batch, …] a column. */
export type ColumnBatch<C extends Columns> = { [K in keyof C]: tf.Tensor };

/** Whether `source` is meant as columns: a plain object that does not iterate. */
export function isColumns(source: unknown): source is Columns {
  if (typeof source !== 'object' || source === null) return false;
  return !(Symbol.iterator in source) && !(Symbol.asyncIterator in source);
}

/**
 * Checks columns, and reads rows out of them.
 *
 * @throws TypeError for a column that is none; ShapeError for sizes that disagree
 */
export function openColumns(
  source: Columns,
  options: object,
): { count: number; take(rows: Int32Array): { [name: string]: tf.Tensor } } {
  for (const name of ['map', 'collate', 'buffer']) {
    if ((options as Record<string, unknown>)[name] === undefined) continue;
    throw new TypeError(`batches: ${name}: expected none with columns, got one`);
  }
  const columns = Object.entries(source).map(([name, column]) => openColumn(name, column));
  const [first] = columns;
  if (first === undefined) {
    throw new TypeError('batches: source: expected at least one column, got none');
  }
  for (const { name, count } of columns) {
    if (count === first.count) continue;
    throw new ShapeError(
      `batches: source.${name}: expected ${first.count} examples as in ${first.name}, got ${count}`,
    );
  }
  return {
    count: first.count,
    take: (rows) =>
      tf.tidy(() => Object.fromEntries(columns.map(({ name, take }) => [name, take(rows)]))),
  };
}

interface OpenColumn {
  readonly name: string;
  readonly count: number;
  take(rows: Int32Array): tf.Tensor;
}

function openColumn(name: string, column: Column): OpenColumn {
  const where = `batches: source.${name}`;
  if (column instanceof tf.Tensor) return tensorColumn(where, name, column);
  const { data, shape } = dataOf(where, column);
  const [count, ...rest] = Array.isArray(shape) ? (shape as number[]) : [];
  const sizes = [count as number, ...rest];
  if (!sizes.every((size) => Number.isSafeInteger(size) && size >= 0)) {
    const got = shape && describeShape(shape);
    throw new ShapeError(`${where}: shape: expected [examples, …], got ${got}`);
  }
  const rowSize = rest.reduce((a, b) => a * b, 1);
  if (data.length !== (count as number) * rowSize) {
    const got = `${data.length} values`;
    throw new ShapeError(`${where}: expected data of ${describeShape(sizes)}, got ${got}`);
  }
  const all = ownArray(data);
  const take = (rows: Int32Array) => {
    const values = new (all.constructor as Float32ArrayConstructor)(rows.length * rowSize);
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] as number;
      if (rowSize === 1) values[i] = all[row] as number;
      else values.set(all.subarray(row * rowSize, (row + 1) * rowSize), i * rowSize);
    }
    return tensorOf(values, [rows.length, ...rest]);
  };
  return { name, count: count as number, take };
}

/** A tensor, which stays the caller's, and where it lies. */
function tensorColumn(where: string, name: string, x: tf.Tensor): OpenColumn {
  expectAlive(where, 'tensor', x);
  if (x.rank === 0) throw new ShapeError(`${where}: expected a tensor [examples, …], got []`);
  const take = (rows: Int32Array) => {
    expectAlive(where, 'tensor', x);
    return tf.gather(x, tf.tensor1d(rows, 'int32'));
  };
  return { name, count: x.shape[0] as number, take };
}

function dataOf(
  where: string,
  column: Exclude<Column, tf.Tensor>,
): { readonly data: TypedArray; readonly shape: readonly number[] } {
  if (isTypedArray(column)) return { data: column, shape: [column.length] };
  if (Array.isArray(column)) return nestedNumbers(where, column);
  const { data, shape } = (column ?? {}) as Partial<ReturnType<typeof dataOf>>;
  if (isTypedArray(data)) return { data, shape: shape as readonly number[] };
  const what = 'a typed array, an array of numbers, a tensor, or { data, shape }';
  throw new TypeError(expected(where, what, data ?? column));
}
