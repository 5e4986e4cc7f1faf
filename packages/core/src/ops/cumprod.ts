import * as tf from '@tensorflow/tfjs-core';
import { readOptions } from '../check/options';
import { addressOf, allocate } from '../kernels/output';
import { kernelsOf } from '../kernels/registry';
import { SCAN } from '../kernels/scan-kernels';
import { runOp } from '../tape/run-op';
import { axisOf, expectFloatsOrIntegers } from './axes';
import { SCAN_OPTIONS, type ScanOptions, scanByOps } from './cumsum';
import { gradientKernels } from './gradient-kernels';
import { padZeros } from './pad';
import { scanIntegers, sizesAround } from './scan-integers';
import { slice } from './slice';

/**
 * Running products along an axis, y_t = Π x_s over s ≤ t (s < t with `exclusive`; s ≥ t with `reverse`). Gradient, with
 * zeros in x too: dx_t = Π_{s<t} x_s · g_t, g_t = dy_t + x_{t+1} g_{t+1}.
 *
 * @param x float32, of rank 1 or more; or int32, whose products are taken modulo 2³² and have no gradient
 * @throws RangeError for an axis that x does not have
 */
export function cumprod<T extends tf.Tensor>(x: T, options?: ScanOptions): T {
  const {
    axis = -1,
    exclusive = false,
    reverse = false,
  } = readOptions('cumprod', options, SCAN_OPTIONS);
  expectFloatsOrIntegers('cumprod', 'x', x);
  const at = axisOf('cumprod', x.rank, axis);
  if (x.dtype === 'int32') return scanIntegers('cumprod', x, at, exclusive, reverse);
  return runOp(
    'Cumprod',
    [x],
    () => {
      if (x.size === 0) return tf.zeros(x.shape) as T;
      const kernels = kernelsOf(SCAN);
      if (kernels === undefined) return scanByOps(tf.cumprod, x, at, exclusive, reverse);
      const y = allocate<T>(x.shape);
      const [outer, n, inner] = sizesAround(x, at);
      kernels.cumprodForward?.(addressOf(x), addressOf(y), outer, n, inner, exclusive, reverse);
      return y;
    },
    () => [x],
    (dy, [kept]) => [() => gradient(dy, kept as tf.Tensor, at, exclusive, reverse)],
  );
}

function gradient(
  dy: tf.Tensor,
  x: tf.Tensor,
  axis: number,
  exclusive: boolean,
  reverse: boolean,
): tf.Tensor {
  if (x.size === 0) return tf.zeros(x.shape);
  const kernels = gradientKernels(SCAN);
  if (kernels !== undefined) {
    const dx = allocate(x.shape);
    const [outer, n, inner] = sizesAround(x, axis);
    const sizes = [outer, n, inner, exclusive, reverse] as const;
    kernels.cumprodBackward?.(addressOf(dy), addressOf(x), addressOf(dx), ...sizes);
    return dx;
  }
  return tf.tidy(() => {
    const before = cumprod(x, { axis, exclusive: true, reverse });
    const next = (y: tf.Tensor, by: number) => moved(y, axis, reverse ? -by : by);
    // g_t = b_t + a_t g_{t+1}, solved by doubling: after each round g_t needs g that is twice as far.
    let a = exclusive ? x : next(x, 1);
    let b: tf.Tensor = dy;
    for (let by = 1; by < (x.shape[axis] as number); by *= 2) {
      b = tf.add(b, tf.mul(a, next(b, by)));
      a = tf.mul(a, next(a, by));
    }
    return tf.mul(before, exclusive ? next(b, 1) : b);
  });
}

/** y_t = x_{t+by} along an axis, 0 where there is none. */
function moved(x: tf.Tensor, axis: number, by: number): tf.Tensor {
  const size = x.shape[axis] as number;
  const count = Math.max(size - Math.abs(by), 0);
  if (count === 0) return tf.zerosLike(x);
  const begin = x.shape.map((_, i) => (i === axis ? Math.max(by, 0) : 0));
  const part = slice(
    x,
    begin,
    x.shape.map((all, i) => (i === axis ? count : all)),
  );
  return padZeros(
    part,
    x.shape.map((_, i) =>
      i !== axis ? [0, 0] : by > 0 ? [0, size - count] : [size - count, 0],
    ) as [number, number][],
  );
}
