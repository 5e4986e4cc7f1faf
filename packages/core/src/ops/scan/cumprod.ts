import * as tf from '@tensorflow/tfjs-core';
import { readOptions } from '../../check/options';
import { SCAN } from '../../generated/wasm-scan';
import { op, path } from '../../tape/op';
import { isTaping } from '../../tape/record';
import { hasGpu } from '../../wasm/gpu-program';
import { addressOf, allocate } from '../../wasm/output';
import { axisOf, expectFloatsOrIntegers } from '../kit/axes';
import { padZeros } from '../kit/block';
import { ofNothing } from '../kit/of-nothing';
import { slice } from '../shape/slice';
import { SCAN_OPTIONS, type ScanOptions, scan } from './cumsum';
import { scanIntegers, sizesAround } from './scan-integers';

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
  return op(
    'Cumprod',
    { x },
    {
      forward: () => scan('cumprod', x, at, exclusive, reverse),
      save: () => ({ x }),
      gradients: (dy, saved) => ({ x: () => gradient(dy, saved.x, at, exclusive, reverse) }),
    },
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
  return path(SCAN, {
    wasm: (kernels) => {
      const dx = allocate(x.shape);
      const [outer, n, inner] = sizesAround(x, axis);
      const sizes = [outer, n, inner, exclusive, reverse] as const;
      kernels.cumprodBackward(addressOf(dy), addressOf(x), addressOf(dx), ...sizes);
      return dx;
    },
    ops: () =>
      isTaping() || hasGpu()
        ? gradientByDoubling(dy, x, axis, exclusive, reverse)
        : gradientOnHost(dy, x, axis, exclusive, reverse),
  });
}

/** By ops that have gradients. */
function gradientByDoubling(
  dy: tf.Tensor,
  x: tf.Tensor,
  axis: number,
  exclusive: boolean,
  reverse: boolean,
): tf.Tensor {
  const before = cumprod(x, { axis, exclusive: true, reverse });
  const turn = reverse ? -1 : 1;
  // g_t = b_t + a_t g_{t+1}, solved by doubling: after each round g_t needs g that is twice as far.
  let a = exclusive ? x : padded(later(x, axis, turn), axis, turn);
  let b: tf.Tensor = dy;
  for (let by = turn; Math.abs(by) < (x.shape[axis] as number); by *= 2) {
    // Only where there is a g so far on: a product with 0 elsewhere would be NaN for an infinite x.
    const times = (y: tf.Tensor) =>
      padded(tf.mul(later(a, axis, -by), later(y, axis, by)), axis, by);
    b = tf.add(b, times(b));
    a = times(a);
  }
  if (!exclusive) return tf.mul(before, b);
  return padded(tf.mul(later(before, axis, -turn), later(b, axis, turn)), axis, turn);
}

/** As the kernel does it, entry by entry: infinities meet in the same order. */
function gradientOnHost(
  dy: tf.Tensor,
  x: tf.Tensor,
  axis: number,
  exclusive: boolean,
  reverse: boolean,
): tf.Tensor {
  const [outer, n, inner] = sizesAround(x, axis);
  const [from, own] = [dy.dataSync(), x.dataSync()] as [Float32Array, Float32Array];
  const dx = new Float32Array(own.length);
  const step = reverse ? -inner : inner;
  for (let line = 0; line < outer * inner; line++) {
    let at =
      Math.floor(line / inner) * n * inner + (line % inner) + (reverse ? (n - 1) * inner : 0);
    let all = 1;
    for (let t = 0; t < n; t++, at += step) {
      dx[at] = all;
      all = Math.fround(all * (own[at] as number));
    }
    let sum = 0;
    let after = 0;
    for (let t = 0; t < n; t++) {
      at -= step;
      const factor = exclusive ? (own[at] as number) : after;
      const next =
        t === 0 ? (from[at] as number) : Math.fround(factor * sum + (from[at] as number));
      const share = exclusive ? sum : next;
      dx[at] = exclusive && t === 0 ? 0 : (dx[at] as number) * share;
      [sum, after] = [next, own[at] as number];
    }
  }
  return tf.tensor(dx, x.shape);
}

/** x_{t+by} along an axis, for the t that have one. */
function later(x: tf.Tensor, axis: number, by: number): tf.Tensor {
  const begin = x.shape.map((_, i) => (i === axis ? Math.max(by, 0) : 0));
  return slice(
    x,
    begin,
    x.shape.map((all, i) => (i === axis ? all - Math.abs(by) : all)),
  );
}

/** What `later` left out as zeros: at the end, or with `by` below 0 at the start. */
function padded(x: tf.Tensor, axis: number, by: number): tf.Tensor {
  if (x.size === 0) {
    const shape = x.shape.map((size, i) => (i === axis ? size + Math.abs(by) : size));
    return ofNothing('Later', [x], shape);
  }
  const around = by > 0 ? ([0, by] as const) : ([-by, 0] as const);
  return padZeros(
    x,
    x.shape.map((_, i) => (i === axis ? around : [0, 0])),
  );
}
