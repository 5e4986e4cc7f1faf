import { scale } from './elementwise';
import { LOG_SOFTMAX_BACKWARD, SHIFT, SOFTMAX_BACKWARD, map } from './map';
import { expFlushed4, load4, log1, store4, sumLanes } from './math';
import { dot, sum } from './reduce';

// Kernels over the rows of [rows, cols]. The largest value of a row is subtracted first, so nothing
// overflows; −∞ gives 0; a row with NaN or +∞, or of −∞ only, gives NaN.

const BLOCK: i32 = 1024;

/** Whether a lane is one of the first `count`. */
// @ts-ignore: decorator
@inline
export function laneMask(count: i32): v128 {
  return i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(count));
}

/** The largest of n floats, −∞ of none; NaN is passed over (it comes back in the sum of exponentials). */
export function largest(x: usize, n: i32): f32 {
  const lowest = f32x4.splat(-Infinity);
  let four = lowest;
  for (; n >= 4; n -= 4) {
    four = f32x4.pmax(four, v128.load(x));
    x += 16;
  }
  if (n > 0) four = f32x4.pmax(four, v128.bitselect(load4(x, n), lowest, laneMask(n)));
  four = f32x4.pmax(four, v128.shuffle<i32>(four, four, 2, 3, 0, 1));
  return f32x4.extract_lane(f32x4.pmax(four, v128.shuffle<i32>(four, four, 1, 0, 3, 2)), 0);
}

/** out = e^(x − shift), and their sum. With the address 0 for `out` only the sum. */
export function sumOfExps(x: usize, shift: f32, out: usize, n: i32): f64 {
  const shifts = f32x4.splat(shift);
  let total: f64 = 0;
  while (n >= 4) {
    const count = min(n, BLOCK) & ~3;
    n -= count;
    let sums = f32x4.splat(0);
    for (const end = x + (<usize>count << 2); x < end; x += 16) {
      const four = expFlushed4(f32x4.sub(v128.load(x), shifts));
      sums = f32x4.add(sums, four);
      if (out) {
        v128.store(out, four);
        out += 16;
      }
    }
    total += sumLanes(sums);
  }
  if (n == 0) return total;
  const four = expFlushed4(f32x4.sub(load4(x, n), shifts));
  if (out) store4(out, four, n);
  return total + sumLanes(v128.and(four, laneMask(n)));
}

/** out = softmax x, row by row. */
export function softmaxForward(x: usize, out: usize, rows: i32, cols: i32): void {
  const stride = <usize>cols << 2;
  for (; rows > 0; rows--) {
    const total = sumOfExps(x, largest(x, cols), out, cols);
    scale(<f32>(1 / total), out, out, cols);
    x += stride;
    out += stride;
  }
}

/** dx = y (dy − Σ dy y), from the output y of softmax. */
export function softmaxBackward(dy: usize, y: usize, dx: usize, rows: i32, cols: i32): void {
  const stride = <usize>cols << 2;
  for (; rows > 0; rows--) {
    map(SOFTMAX_BACKWARD, dy, y, dx, cols, <f32>dot(dy, y, cols), 0);
    dy += stride;
    y += stride;
    dx += stride;
  }
}

/** out = x − max x − log Σ e^(x − max x), row by row. */
export function logSoftmaxForward(x: usize, out: usize, rows: i32, cols: i32): void {
  const stride = <usize>cols << 2;
  for (; rows > 0; rows--) {
    const shift = largest(x, cols);
    map(SHIFT, x, 0, out, cols, shift, log1(<f32>sumOfExps(x, shift, 0, cols)));
    x += stride;
    out += stride;
  }
}

/** dx = dy − e^y Σ dy, from the output y of log-softmax. */
export function logSoftmaxBackward(dy: usize, y: usize, dx: usize, rows: i32, cols: i32): void {
  const stride = <usize>cols << 2;
  for (; rows > 0; rows--) {
    map(LOG_SOFTMAX_BACKWARD, dy, y, dx, cols, <f32>sum(dy, cols), 0);
    dy += stride;
    y += stride;
    dx += stride;
  }
}
