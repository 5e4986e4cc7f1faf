import { load4, store4 } from '../math';
import {
  above, batch, below, dilationX, dilationY, inDepth, inHeight, inWidth, left, outHeight, outWidth, readPlan, right,
  strideX, strideY, tapsX, tapsY,
} from '../windows';
import { MAX, MEAN, PICK, ROUTE, SHARE, isEqual, isTwoByTwo, larger, twoByTwo } from './two-by-two';

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

/** How many taps from `start` on there are before `end`: behind the padding nothing counts. */
// @ts-ignore: decorator
@inline
function tapsBefore(start: i32, taps: i32, end: i32): f64 {
  return <f64>min(taps, end - start);
}

/** The end of the taps that are not behind an axis of `size`. */
// @ts-ignore: decorator
@inline
function lastTap(start: i32, gap: i32, taps: i32, size: i32): i32 {
  return min(taps, (size - start + gap - 1) / gap);
}

/** What a mean is divided by: the entries that its window sees, or its places in the padding too. */
const SEEN: i32 = 0;
const PADDED: i32 = 1;
/** As SEEN, of windows that divide each axis as evenly as it goes. */
const BINS: i32 = 2;

/** The first entry of bin `i` of `bins` over an axis of `size`; its end, for the next bin and with `up` = bins − 1. */
// @ts-ignore: decorator
@inline
function edge(i: i32, size: i32, bins: i32, up: i32): i32 {
  return <i32>((<i64>i * <i64>size + <i64>up) / <i64>bins);
}

/** Addends of one partial sum. */
const RUN: i32 = 8;

// @ts-ignore: decorator
@inline
function window(op: i32, x: usize, y: usize, dy: usize, other: usize, count: i32, share: v128): void {
  const across = (<usize>dilationX * <usize>inDepth) << 2;
  const down = (<usize>dilationY * <usize>inWidth * <usize>inDepth) << 2;
  let sum = f32x4.splat(op == MAX ? -Infinity : 0);
  // Means of whole images are of many like numbers: runs of a few are added with what rounding left out (Kahan 1965).
  let run = sum;
  let lost = sum;
  let rest = RUN;
  let open = i32x4.splat(-1);
  const largest = op == ROUTE || op == PICK ? load4(y, count) : sum;
  const gradient = op == ROUTE ? load4(dy, count) : op == SHARE ? f32x4.mul(load4(dy, count), share) : sum;
  let row = <usize>firstY * down;
  for (let i = firstY; i < lastY; i++) {
    let at = row + <usize>firstX * across;
    for (let j = firstX; j < lastX; j++) {
      if (op == MAX) sum = larger(sum, load4(x + at, count));
      if (op == MEAN) {
        run = f32x4.add(run, load4(x + at, count));
        if (--rest == 0) {
          rest = RUN;
          run = f32x4.sub(run, lost);
          const next = f32x4.add(sum, run);
          lost = f32x4.sub(f32x4.sub(next, sum), run);
          // Of an infinity nothing is lost.
          lost = v128.and(lost, f32x4.eq(lost, lost));
          sum = next;
          run = f32x4.splat(0);
        }
      }
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
  if (op == MEAN) store4(y, f32x4.mul(f32x4.add(sum, f32x4.sub(run, lost)), share), count);
  if (op == PICK) store4(dy, sum, count);
}

/** Zeros in dx [size floats], but where each entry lies in one window that writes it. */
// @ts-ignore: decorator
@inline
function clear(plan: usize, dx: usize, size: u32): void {
  readPlan(plan);
  const isCovered = isTwoByTwo() && (above | left | (inDepth & 3)) == 0 &&
    inHeight == 2 * outHeight && inWidth == 2 * outWidth;
  if (!isCovered) memory.fill(dx, 0, <usize>size << 2);
}

// @ts-ignore: decorator
@inline
function slide(op: i32, plan: usize, x: usize, y: usize, dy: usize, other: usize, counted: i32): void {
  readPlan(plan);
  const width = <usize>inDepth << 2;
  const image = <usize>inHeight * <usize>inWidth * width;
  const outWidthBytes = width;
  const row = <usize>inWidth * width;
  const isTwo = op != PICK && counted != BINS && isTwoByTwo();
  for (let b = 0; b < batch; b++) {
    for (let i = 0; i < outHeight; i++) {
      let top = i * strideY - above;
      if ((op == MEAN || op == SHARE) && counted == BINS) {
        top = edge(i, inHeight, outHeight, 0);
        firstY = 0;
        lastY = edge(i + 1, inHeight, outHeight, outHeight - 1) - top;
      } else {
        firstY = firstTap(top, dilationY);
        lastY = lastTap(top, dilationY, tapsY, inHeight);
      }
      for (let j = 0; j < outWidth; j++) {
        let start = j * strideX - left;
        let c = 0;
        if (isTwo && top >= 0 && start >= 0 && top + 2 <= inHeight && start + 2 <= inWidth) {
          c = inDepth & ~3;
          const corner = <usize>(top * inWidth + start) * width;
          twoByTwo(op, x + corner, y, dy, other + corner, c, width, row);
          if (c == inDepth) {
            y += outWidthBytes;
            dy += outWidthBytes;
            continue;
          }
        }
        if ((op == MEAN || op == SHARE) && counted == BINS) {
          start = edge(j, inWidth, outWidth, 0);
          firstX = 0;
          lastX = edge(j + 1, inWidth, outWidth, outWidth - 1) - start;
        } else {
          firstX = firstTap(start, dilationX);
          lastX = lastTap(start, dilationX, tapsX, inWidth);
        }
        const seen = counted == PADDED
          ? tapsBefore(top, tapsY, inHeight + below) * tapsBefore(start, tapsX, inWidth + right)
          : <f64>(lastY - firstY) * <f64>(lastX - firstX);
        const share = f32x4.splat(<f32>(1 / seen));
        // The corner may lie outside, where nothing is read: addresses wrap around, and back by a tap.
        const corner = <usize>(top * inWidth + start) * width;
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
  slide(MAX, plan, x, y, 0, 0, SEEN);
}

/** dx [size floats] = dy where x was the largest of its windows, from the output y. */
export function maxPoolBackward(plan: usize, x: usize, y: usize, dy: usize, dx: usize, size: u32): void {
  clear(plan, dx, size);
  slide(ROUTE, plan, x, y, dy, dx, SEEN);
}

/** out = what of g, like x, lies where x was the largest: the adjoint of `maxPoolBackward`. */
export function maxPoolPick(plan: usize, x: usize, y: usize, g: usize, out: usize): void {
  slide(PICK, plan, x, y, out, g, SEEN);
}

/** y = the mean of each window of x; `counted` is SEEN, PADDED or BINS. */
export function avgPoolForward(plan: usize, x: usize, y: usize, counted: i32): void {
  slide(MEAN, plan, x, y, 0, 0, counted);
}

/** dx [size floats] = the shares of dy of all windows that saw x. */
export function avgPoolBackward(plan: usize, dy: usize, dx: usize, size: u32, counted: i32): void {
  if (counted == BINS) memory.fill(dx, 0, <usize>size << 2);
  else clear(plan, dx, size);
  slide(SHARE, plan, 0, 0, dy, dx, counted);
}
