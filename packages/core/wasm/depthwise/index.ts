import { biasActivation } from '../core';
import { load4, madd4, store4 } from '../math';
import {
  above, batch, dilationX, dilationY, inDepth, inHeight, inWidth, left, outHeight, outWidth, readPlan, strideX,
  strideY, tapsX, tapsY,
} from '../windows';

export { keepConstants } from '../math';

/*
 * Convolutions of each channel by itself, four channels at a time: x [batch, height, width, channels], w [taps, taps,
 * channels]. Where all taps of a row of the window lie in the input four places are done together, so that a tap, or
 * a sum over places, is loaded once for four.
 */

const FORWARD: i32 = 0;
/** w with its taps from last to first: the gradient of the input, at stride 1. */
const FLIPPED: i32 = 1;
/** Sums x dz into w. */
const FILTER: i32 = 2;
/** Adds w dz to x. */
const SCATTER: i32 = 3;

/**
 * Four places, four channels, three taps side by side with neither stride nor dilation: what most networks have. Six
 * columns of x meet the taps, each loaded once.
 */
// @ts-ignore: decorator
@inline
function threeTaps(
  op: i32, x: usize, w: usize, y: usize, width: usize, firstY: i32, lastY: i32, downX: usize,
): void {
  const zero = f32x4.splat(0);
  let a = op == FILTER ? v128.load(y) : zero;
  let b = op == FILTER ? v128.load(y + width) : zero;
  let c = op == FILTER ? v128.load(y + 2 * width) : zero;
  let d = op == FILTER ? v128.load(y + 3 * width) : zero;
  let at = x + <usize>firstY * downX;
  const rowW = 3 * width;
  let to = op == FLIPPED ? w + (<usize>(tapsY - 1 - firstY)) * rowW : w + <usize>firstY * rowW;
  for (let i = firstY; i < lastY; i++) {
    const x0 = v128.load(at);
    const x1 = v128.load(at + width);
    const x2 = v128.load(at + 2 * width);
    const x3 = v128.load(at + 3 * width);
    const x4 = v128.load(at + 4 * width);
    const x5 = v128.load(at + 5 * width);
    const w0 = v128.load(op == FLIPPED ? to + 2 * width : to);
    const w1 = v128.load(to + width);
    const w2 = v128.load(op == FLIPPED ? to : to + 2 * width);
    if (op == FILTER) {
      v128.store(to, madd4(d, x3, madd4(c, x2, madd4(b, x1, madd4(a, x0, w0)))));
      v128.store(to + width, madd4(d, x4, madd4(c, x3, madd4(b, x2, madd4(a, x1, w1)))));
      v128.store(to + 2 * width, madd4(d, x5, madd4(c, x4, madd4(b, x3, madd4(a, x2, w2)))));
    } else {
      a = madd4(w2, x2, madd4(w1, x1, madd4(w0, x0, a)));
      b = madd4(w2, x3, madd4(w1, x2, madd4(w0, x1, b)));
      c = madd4(w2, x4, madd4(w1, x3, madd4(w0, x2, c)));
      d = madd4(w2, x5, madd4(w1, x4, madd4(w0, x3, d)));
    }
    at += downX;
    if (op == FLIPPED) to -= rowW;
    else to += rowW;
  }
  if (op == FILTER) return;
  v128.store(y, a);
  v128.store(y + width, b);
  v128.store(y + 2 * width, c);
  v128.store(y + 3 * width, d);
}

/** Taps of `places` places, 4 or 1, their outputs or gradients in a to d; x and w at the first tap. */
// @ts-ignore: decorator
@inline
function block(
  op: i32, places: i32, x: usize, w: usize, y: usize, step: usize, width: usize,
  firstY: i32, lastY: i32, firstX: i32, lastX: i32, downX: usize, acrossX: usize, count: i32,
): void {
  let a = f32x4.splat(0);
  let b = a;
  let c = a;
  let d = a;
  if (op == FILTER || op == SCATTER) {
    a = load4(y, count);
    if (places == 4) {
      b = load4(y + width, count);
      c = load4(y + 2 * width, count);
      d = load4(y + 3 * width, count);
    }
  }
  const taps = tapsX;
  const total = tapsY * taps - 1;
  for (let i = firstY; i < lastY; i++) {
    let at = x + <usize>i * downX + <usize>firstX * acrossX;
    const tap = i * taps + firstX;
    let to = w + <usize>(op == FLIPPED ? total - tap : tap) * width;
    for (let j = firstX; j < lastX; j++) {
      if (op == FILTER) {
        let sum = madd4(a, load4(at, count), load4(to, count));
        if (places == 4) {
          sum = madd4(b, load4(at + step, count), sum);
          sum = madd4(c, load4(at + 2 * step, count), sum);
          sum = madd4(d, load4(at + 3 * step, count), sum);
        }
        store4(to, sum, count);
      } else if (op == SCATTER) {
        store4(at, madd4(a, load4(to, count), load4(at, count)), count);
      } else {
        const own = load4(to, count);
        a = madd4(own, load4(at, count), a);
        if (places == 4) {
          b = madd4(own, load4(at + step, count), b);
          c = madd4(own, load4(at + 2 * step, count), c);
          d = madd4(own, load4(at + 3 * step, count), d);
        }
      }
      at += acrossX;
      if (op == FLIPPED) to -= width;
      else to += width;
    }
  }
  if (op == FORWARD || op == FLIPPED) {
    store4(y, a, count);
    if (places == 4) {
      store4(y + width, b, count);
      store4(y + 2 * width, c, count);
      store4(y + 3 * width, d, count);
    }
  }
}

/** `places` places for all channels. */
// @ts-ignore: decorator
@inline
function channels(
  op: i32, places: i32, x: usize, w: usize, y: usize, step: usize,
  firstY: i32, lastY: i32, firstX: i32, lastX: i32, downX: usize, acrossX: usize, depth: i32,
): void {
  const width = <usize>depth << 2;
  if (places == 4 && tapsX == 3 && step == width && acrossX == width) {
    for (; depth >= 4; depth -= 4) {
      threeTaps(op, x, w, y, width, firstY, lastY, downX);
      x += 16;
      w += 16;
      y += 16;
    }
  }
  for (; depth >= 4; depth -= 4) {
    block(op, places, x, w, y, step, width, firstY, lastY, firstX, lastX, downX, acrossX, 4);
    x += 16;
    w += 16;
    y += 16;
  }
  if (depth > 0) block(op, places, x, w, y, step, width, firstY, lastY, firstX, lastX, downX, acrossX, depth);
}

// @ts-ignore: decorator
@inline
function firstTap(start: i32, gap: i32): i32 {
  return start >= 0 ? 0 : (gap - 1 - start) / gap;
}

// @ts-ignore: decorator
@inline
function lastTap(start: i32, gap: i32, taps: i32, size: i32): i32 {
  return max(0, min(taps, (size - start + gap - 1) / gap));
}

// @ts-ignore: decorator
@inline
function slide(op: i32, plan: usize, x: usize, w: usize, y: usize, bias: usize, activation: i32): void {
  readPlan(plan);
  const depth = inDepth;
  const width = <usize>depth << 2;
  const row = <usize>inWidth * width;
  const step = <usize>strideX * width;
  const span = (tapsX - 1) * dilationX;
  for (let b = 0; b < batch; b++) {
    for (let i = 0; i < outHeight; i++) {
      const top = i * strideY - above;
      const firstY = firstTap(top, dilationY);
      const lastY = lastTap(top, dilationY, tapsY, inHeight);
      const start = y;
      for (let j = 0; j < outWidth;) {
        const column = j * strideX - left;
        // A corner outside of the input is no address that is read: taps start inside.
        const corner = x + <usize>(top * inWidth + column) * width;
        const fourInside =
          op != SCATTER && column >= 0 && j + 4 <= outWidth && column + 3 * strideX + span < inWidth;
        const downX = <usize>dilationY * row;
        const acrossX = <usize>dilationX * width;
        if (fourInside) {
          channels(op, 4, corner, w, y, step, firstY, lastY, 0, tapsX, downX, acrossX, depth);
          y += 4 * width;
          j += 4;
        } else {
          const firstX = firstTap(column, dilationX);
          const lastX = lastTap(column, dilationX, tapsX, inWidth);
          channels(op, 1, corner, w, y, step, firstY, lastY, firstX, lastX, downX, acrossX, depth);
          y += width;
          j++;
        }
      }
      if (op == FORWARD && (bias != 0 || activation != 0)) {
        biasActivation(start, outWidth, depth, depth, bias, activation);
      }
    }
    x += <usize>inHeight * row;
  }
}

/** y = f(x ∗ w + bias) for an activation code f; address 0 for no bias. */
export function depthwiseForward(plan: usize, x: usize, w: usize, bias: usize, activation: i32, y: usize): void {
  slide(FORWARD, plan, x, w, y, bias, activation);
}

/** dx from dz at stride 1, where it is a convolution of dz itself, which `plan` describes. */
export function depthwiseFlipped(plan: usize, dz: usize, w: usize, dx: usize): void {
  slide(FLIPPED, plan, dz, w, dx, 0, 0);
}

/** dx [size floats] from dz at any stride. */
export function depthwiseInputGradient(plan: usize, dz: usize, w: usize, dx: usize, size: u32): void {
  memory.fill(dx, 0, <usize>size << 2);
  slide(SCATTER, plan, dx, w, dz, 0, 0);
}

/** dw [taps, taps, channels] = Σ over places of x dz. */
export function depthwiseFilterGradient(plan: usize, x: usize, dz: usize, dw: usize): void {
  readPlan(plan);
  memory.fill(dw, 0, <usize>(tapsY * tapsX) * <usize>inDepth << 2);
  slide(FILTER, plan, x, dw, dz, 0, 0);
}
