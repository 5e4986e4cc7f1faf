import type * as tf from '@tensorflow/tfjs-core';
import { ELEMENT_THREADS } from '../../gpu/per-element';
import { runProgram } from '../../gpu/run-program';
import type { RowLayout } from './row-layout';

/** Up to so many visits of an id, each by a thread of its own; beyond it tfjs's atomic sums are quicker. */
const MOST = 2 ** 28;

/** Whether `sumRowsOnGpu` is the way for such sizes. */
export function sumsByLooking({ outer, count, size }: RowLayout, ids: number): boolean {
  return outer * count * size * ids <= MOST;
}

/** y[o, c] = Σ x[o, i] over the i with ids[i] = c: each sum by a thread that looks at every id, in a fixed order. */
export function sumRowsOnGpu(
  x: tf.Tensor,
  ids: tf.Tensor,
  { outer, count, size }: RowLayout,
  shape: readonly number[],
): tf.Tensor {
  const all = outer * count * size;
  const float = x.dtype === 'float32';
  return runProgram({
    key: 'sum-rows',
    reads: { rows: x, ids },
    makes: { sums: { shape, dtype: float ? 'float32' : 'int32' } },
    ints: { all, count, size, ids: ids.size },
    groups: Math.ceil(all / ELEMENT_THREADS),
    threads: ELEMENT_THREADS,
    code: () => `
fn main(group : i32, thread : i32) {
  let index = group * THREADS + thread;
  if (index >= ints.all) { return; }
  let row = index / ints.size;
  let own = row % ints.count;
  let first = row / ints.count * ints.ids * ints.size + index % ints.size;
  var sum = ${float ? '0.0' : '0'};
  for (var i = 0; i < ints.ids; i++) {
    if (ids[i] == own) { sum += rows[first + i * ints.size]; }
  }
  sums[index] = sum;
}`,
  }).sums;
}
