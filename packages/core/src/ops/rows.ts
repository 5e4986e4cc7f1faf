import * as tf from '@tensorflow/tfjs-core';
import { addressOf, allocate } from '../kernels/output';
import { kernelsOf } from '../kernels/registry';
import { ROWS } from '../kernels/rows-kernels';
import { engine } from '../tape/engine';
import { runOp } from '../tape/run-op';
import { hostValues } from './ids';

/** A view of a tensor as [outer, count, size]: `count` rows along one of its axes. */
export interface RowLayout {
  readonly outer: number;
  readonly count: number;
  readonly size: number;
}

/**
 * y[o, i] = x[o, ids[i]], rows of zeros where an id is outside of 0 to count − 1. Gradient: `sumRows`.
 *
 * @param x float32 of outer · count · size numbers
 * @param ids int32 of n numbers
 * @param shape of the result, outer · n · size numbers
 */
export function takeRows<T extends tf.Tensor>(
  x: tf.Tensor,
  ids: tf.Tensor,
  layout: RowLayout,
  shape: readonly number[],
): T {
  return runOp(
    'TakeRows',
    [x],
    () => move('takeRows', x, ids, layout, shape) as T,
    () => [ids],
    (dy, [kept]) => [() => sumRows(dy, kept as tf.Tensor, layout, x.shape)],
  );
}

/**
 * y[o, c] = Σ x[o, i] over the i with ids[i] = c; ids outside of 0 to count − 1 are left out.
 * Gradient: `takeRows`.
 *
 * @param x float32 of outer · n · size numbers
 * @param ids int32 of n numbers
 * @param shape of the result, outer · count · size numbers
 */
export function sumRows<T extends tf.Tensor>(
  x: tf.Tensor,
  ids: tf.Tensor,
  layout: RowLayout,
  shape: readonly number[],
): T {
  return runOp(
    'SumRows',
    [x],
    () => move('sumRows', x, ids, layout, shape) as T,
    () => [ids],
    (dy, [kept]) => [() => takeRows(dy, kept as tf.Tensor, layout, x.shape)],
  );
}

type Move = 'takeRows' | 'sumRows';

function move(
  name: Move,
  x: tf.Tensor,
  ids: tf.Tensor,
  layout: RowLayout,
  shape: readonly number[],
): tf.Tensor {
  const { outer, count, size } = layout;
  const kernels = kernelsOf(ROWS);
  if (kernels !== undefined) {
    const y = allocate(shape);
    kernels[name]?.(addressOf(x), addressOf(ids), addressOf(y), outer, ids.size, count, size);
    return y;
  }
  if (engine.backendName !== 'webgpu') return onHost(name, x, ids, layout, shape);
  return tf.tidy(() => {
    const flat = tf.reshape(withoutOutside(ids, count), [ids.size]);
    return tf.reshape(onGpu(name, x, flat as tf.Tensor1D, layout), shape as number[]);
  });
}

/** In plain loops: tfjs's segment sum on cpu takes one pass over x for each of `count` rows. */
function onHost(
  name: Move,
  x: tf.Tensor,
  ids: tf.Tensor,
  { outer, count, size }: RowLayout,
  shape: readonly number[],
): tf.Tensor {
  const values = x.dataSync();
  const chosen = ids.dataSync();
  const n = chosen.length;
  const sums = name === 'sumRows';
  const y = new Float32Array(outer * (sums ? count : n) * size);
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < n; i++) {
      const id = chosen[i] as number;
      if (id < 0 || id >= count) continue;
      const whole = (o * count + id) * size;
      const part = (o * n + i) * size;
      for (let j = 0; j < size; j++) {
        if (sums) (y[whole + j] as number) += values[part + j] as number;
        else y[part + j] = values[whole + j] as number;
      }
    }
  }
  return tf.tensor(y, shape as number[]);
}

function onGpu(
  name: Move,
  x: tf.Tensor,
  ids: tf.Tensor1D,
  { outer, count, size }: RowLayout,
): tf.Tensor {
  const n = ids.size;
  if (name === 'takeRows') {
    const rows = tf.gather(tf.reshape(x, [outer, count, size]), tf.maximum(ids, whole(0)), 1);
    if (isInside(ids)) return rows;
    const inside = tf.reshape(tf.greaterEqual(ids, whole(0)), [1, n, 1]);
    return tf.where(tf.broadcastTo(inside, rows.shape), rows, tf.zerosLike(rows));
  }
  if (outer === 1) return tf.unsortedSegmentSum(tf.reshape(x, [n, size]), ids, count);
  const front = tf.transpose(tf.reshape(x, [outer, n, size]), [1, 0, 2]);
  const sums = tf.unsortedSegmentSum(tf.reshape(front, [n, outer * size]), ids, count);
  return tf.transpose(tf.reshape(sums, [count, outer, size]), [1, 0, 2]);
}

/** Ids with −1 for those outside: tfjs's segment sum on WebGPU takes them modulo `count`. */
function withoutOutside(ids: tf.Tensor, count: number): tf.Tensor {
  const values = hostValues(ids);
  if (values === undefined)
    return tf.where(tf.less(ids, whole(count)), ids, tf.fill(ids.shape, -1, 'int32'));
  if (Array.prototype.every.call(values, (id: number) => id < count)) return ids;
  const kept = Int32Array.from(values, (id) => (id < count ? id : -1));
  return tf.tensor(kept, ids.shape, 'int32');
}

/** Not a plain number: ids would become floats, which hold whole numbers up to 2²⁴ only. */
function whole(value: number): tf.Scalar {
  return tf.scalar(value, 'int32');
}

function isInside(ids: tf.Tensor): boolean {
  const values = hostValues(ids);
  return values !== undefined && Array.prototype.every.call(values, (id: number) => id >= 0);
}
