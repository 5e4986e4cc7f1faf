import { load4, store4 } from '../math';
import {
  above, batch, dilationX, dilationY, inDepth, inHeight, inWidth, left, outHeight, outWidth, readPlan, strideX,
  strideY, tapsX, tapsY,
} from '../windows';

/*
 * Pools of images [batch, height, width, channels], four channels at a time. Taps in the padding are left out; every
 * window sees something. The largest of a window is the first one that equals the output, as PyTorch takes it; where
 * there is a NaN, that.
 */

/** Taps of the running place that lie in the input: rows [firstY, lastY), columns [firstX, lastX). */
let firstY: i32 = 0;
let lastY: i32 = 0;
let firstX: i32 = 0;
let lastX: i32 = 0;

/** The first tap from `start` on, `gap` apart, that is not before the axis. */
// @ts-ignore: decorator
@inline
function firstTap(start: i32, gap: i32): i32 {
  return start >= 0 ? 0 : (gap - 1 - start) / gap;
}

/** The end of the taps that are not behind an axis of `size`. */
// @ts-ignore: decorator
@inline
function lastTap(start: i32, gap: i32, taps: i32, size: i32): i32 {
  return min(taps, (size - start + gap - 1) / gap);
}

const MAX: i32 = 0;
/** Takes the output's gradient to where the largest was. */
const ROUTE: i32 = 1;
/** Takes of a tensor like the input what lies where the largest was. */
const PICK: i32 = 2;
const MEAN: i32 = 3;
/** Takes the output's gradient to all that were averaged. */
const SHARE: i32 = 4;

// @ts-ignore: decorator
@inline
function isEqual(a: v128, b: v128): v128 {
  return v128.or(f32x4.eq(a, b), f32x4.ne(a, a));
}

/** One output, four channels: `x` and `other` at the first channel of the window's corner in the input. */
// @ts-ignore: decorator
@inline
function window(op: i32, x: usize, y: usize, dy: usize, other: usize, count: i32, share: v128): void {
  const across = (<usize>dilationX * <usize>inDepth) << 2;
  const down = (<usize>dilationY * <usize>inWidth * <usize>inDepth) << 2;
  let sum = f32x4.splat(op == MAX ? -Infinity : 0);
  let open = i32x4.splat(-1);
  const largest = op == ROUTE || op == PICK ? load4(y, count) : sum;
  const gradient = op == ROUTE ? load4(dy, count) : op == SHARE ? f32x4.mul(load4(dy, count), share) : sum;
  let row = <usize>firstY * down;
  for (let i = firstY; i < lastY; i++) {
    let at = row + <usize>firstX * across;
    for (let j = firstX; j < lastX; j++) {
      if (op == MAX) sum = f32x4.max(sum, load4(x + at, count));
      if (op == MEAN) sum = f32x4.add(sum, load4(x + at, count));
      if (op == SHARE) store4(other + at, f32x4.add(load4(other + at, count), gradient), count);
      if (op == ROUTE || op == PICK) {
        const here = v128.and(open, isEqual(load4(x + at, count), largest));
        open = v128.andnot(open, here);
        if (op == PICK) sum = f32x4.add(sum, v128.and(here, load4(other + at, count)));
        else store4(other + at, f32x4.add(load4(other + at, count), v128.and(here, gradient)), count);
      }
      at += across;
    }
    row += down;
  }
  if (op == MAX) store4(y, sum, count);
  if (op == MEAN) store4(y, f32x4.mul(sum, share), count);
  if (op == PICK) store4(dy, sum, count);
}

// @ts-ignore: decorator
@inline
function slide(op: i32, plan: usize, x: usize, y: usize, dy: usize, other: usize, countPadding: bool): void {
  readPlan(plan);
  const width = <usize>inDepth << 2;
  const image = <usize>inHeight * <usize>inWidth * width;
  const outWidthBytes = width;
  for (let b = 0; b < batch; b++) {
    for (let i = 0; i < outHeight; i++) {
      const top = i * strideY - above;
      firstY = firstTap(top, dilationY);
      lastY = lastTap(top, dilationY, tapsY, inHeight);
      for (let j = 0; j < outWidth; j++) {
        const start = j * strideX - left;
        firstX = firstTap(start, dilationX);
        lastX = lastTap(start, dilationX, tapsX, inWidth);
        const seen = countPadding ? tapsY * tapsX : (lastY - firstY) * (lastX - firstX);
        const share = f32x4.splat(<f32>1 / <f32>seen);
        // The corner may lie outside, where nothing is read: addresses wrap around, and back by a tap.
        const corner = <usize>(top * inWidth + start) * width;
        let c = 0;
        for (; c <= inDepth - 4; c += 4) {
          const at = <usize>c << 2;
          window(op, x + corner + at, y + at, dy + at, other + corner + at, 4, share);
        }
        if (c < inDepth) {
          const at = <usize>c << 2;
          window(op, x + corner + at, y + at, dy + at, other + corner + at, inDepth - c, share);
        }
        y += outWidthBytes;
        dy += outWidthBytes;
      }
    }
    x += image;
    other += image;
  }
}

/** y = the largest of each window of x. */
export function maxPoolForward(plan: usize, x: usize, y: usize): void {
  slide(MAX, plan, x, y, 0, 0, false);
}

/** dx [size floats] = dy where x was the largest of its windows, from the output y. */
export function maxPoolBackward(plan: usize, x: usize, y: usize, dy: usize, dx: usize, size: usize): void {
  memory.fill(dx, 0, size << 2);
  slide(ROUTE, plan, x, y, dy, dx, false);
}

/** out = what of g, like x, lies where x was the largest: the adjoint of `maxPoolBackward`. */
export function maxPoolPick(plan: usize, x: usize, y: usize, g: usize, out: usize): void {
  slide(PICK, plan, x, y, out, g, false);
}

/** y = the mean of each window of x, over its places in the padding too with `countPadding`. */
export function avgPoolForward(plan: usize, x: usize, y: usize, countPadding: bool): void {
  slide(MEAN, plan, x, y, 0, 0, countPadding);
}

/** dx [size floats] = the shares of dy of all windows that saw x. */
export function avgPoolBackward(plan: usize, dy: usize, dx: usize, size: usize, countPadding: bool): void {
  memory.fill(dx, 0, size << 2);
  slide(SHARE, plan, 0, 0, dy, dx, countPadding);
}
