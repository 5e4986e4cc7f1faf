import {
  ONE, exp4, expFlushed4, load4, log4, madd4, nmadd4, sigmoid4, store4, tanh4,
} from './math';

// One loop for all functions of one or two arrays and two scalars. `op` is a constant wherever it is
// passed, so that what is compiled holds that function only.

/** Codes of the activations, as `biasActivation` and `activationBackward` take them: f(x + y), y perhaps none. */
export const ACTIVATION_NONE: i32 = 0;
export const ACTIVATION_RELU: i32 = 1;
export const ACTIVATION_TANH: i32 = 2;
export const ACTIVATION_SIGMOID: i32 = 3;
export const ACTIVATION_RELU6: i32 = 4;
export const ACTIVATION_HARD_SWISH: i32 = 5;
/** eˣ */
export const EXP: i32 = 6;
/** log x */
export const LOG: i32 = 7;
/** a x */
export const SCALE: i32 = 8;
/** min(max(x, a), b); NaN stays */
export const CLIP: i32 = 9;
/** (x − a) − b */
export const SHIFT: i32 = 10;
/** x where y > 0 or NaN, else 0 */
export const RELU_BACKWARD: i32 = 11;
/** x (1 − y²) */
export const TANH_BACKWARD: i32 = 12;
/** x y (1 − y) */
export const SIGMOID_BACKWARD: i32 = 13;
/** x where 0 < y < 6 or y is NaN, else 0 */
export const RELU6_BACKWARD: i32 = 14;
/** x times the slope of hard-swish at y, which is its input */
export const HARD_SWISH_BACKWARD: i32 = 15;
/** y (x − a) */
export const SOFTMAX_BACKWARD: i32 = 16;
/** x − a eʸ */
export const LOG_SOFTMAX_BACKWARD: i32 = 17;
/** a x − y */
export const SCALE_SUBTRACT: i32 = 18;
/** a (x − y) */
export const ERROR: i32 = 19;
/** a (sigmoid x − y) */
export const SIGMOID_ERROR: i32 = 20;
/** x y */
export const MULTIPLY: i32 = 21;

/** max(x, 0), but NaN stays and −0 becomes 0. */
// @ts-ignore: decorator
@inline
function positive4(x: v128): v128 {
  return v128.andnot(x, f32x4.le(x, f32x4.splat(0)));
}

/** x min(max(x + 3, 0), 6) / 6; −∞ gives 0. From 3 on x itself, since 6 times the float nearest to 1/6 rounds to 1. */
// @ts-ignore: decorator
@inline
function hardSwish4(x: v128): v128 {
  const three = f32x4.splat(3);
  const near = f32x4.pmax(x, f32x4.neg(three));
  const share = f32x4.pmin(f32x4.add(near, three), f32x4.splat(6));
  return f32x4.mul(near, f32x4.mul(share, f32x4.splat(1 / 6)));
}

/** dy (x / 3 + 1/2) from −3 to 3, 0 below, dy above and where x is NaN: no product there, dy may be infinite. */
// @ts-ignore: decorator
@inline
function hardSwishBack4(dy: v128, x: v128): v128 {
  const three = f32x4.splat(3);
  const inner = f32x4.mul(dy, madd4(x, f32x4.splat(1 / 3), f32x4.splat(0.5)));
  const outer = v128.andnot(dy, f32x4.lt(x, f32x4.neg(three)));
  return v128.bitselect(inner, outer, f32x4.le(f32x4.abs(x), three));
}

// @ts-ignore: decorator
@inline
function apply1(op: i32, x: v128, a: v128, b: v128): v128 {
  if (op == ACTIVATION_RELU) return positive4(x);
  if (op == ACTIVATION_RELU6) return f32x4.pmin(positive4(x), f32x4.splat(6));
  if (op == ACTIVATION_HARD_SWISH) return hardSwish4(x);
  if (op == ACTIVATION_TANH) return tanh4(x);
  if (op == ACTIVATION_SIGMOID) return sigmoid4(x);
  if (op == EXP) return exp4(x);
  if (op == LOG) return log4(x);
  if (op == SCALE) return f32x4.mul(a, x);
  if (op == CLIP) return f32x4.pmin(f32x4.pmax(x, a), b);
  if (op == SHIFT) return f32x4.sub(f32x4.sub(x, a), b);
  return x;
}

// @ts-ignore: decorator
@inline
function apply2(op: i32, x: v128, y: v128, a: v128): v128 {
  if (op == RELU_BACKWARD) return v128.andnot(x, f32x4.le(y, f32x4.splat(0)));
  if (op == TANH_BACKWARD) return f32x4.mul(x, nmadd4(y, y, ONE));
  if (op == SIGMOID_BACKWARD) return f32x4.mul(x, nmadd4(y, y, y));
  if (op == RELU6_BACKWARD) {
    return v128.andnot(x, v128.or(f32x4.le(y, f32x4.splat(0)), f32x4.ge(y, f32x4.splat(6))));
  }
  if (op == HARD_SWISH_BACKWARD) return hardSwishBack4(x, y);
  if (op == SOFTMAX_BACKWARD) return f32x4.mul(y, f32x4.sub(x, a));
  if (op == LOG_SOFTMAX_BACKWARD) return nmadd4(expFlushed4(y), a, x);
  if (op == SCALE_SUBTRACT) return f32x4.sub(f32x4.mul(a, x), y);
  if (op == ERROR) return f32x4.mul(a, f32x4.sub(x, y));
  if (op == SIGMOID_ERROR) return f32x4.mul(a, f32x4.sub(sigmoid4(x), y));
  return f32x4.mul(x, y);
}

// @ts-ignore: decorator
@inline
function apply(op: i32, x: v128, y: usize, count: i32, a: v128, b: v128): v128 {
  if (op >= RELU_BACKWARD) return apply2(op, x, load4(y, count), a);
  return apply1(op, x, a, b);
}

/** out = op(x, y; a, b) over n floats; out may be x or y. Of the ops without y, it is not read. */
// @ts-ignore: decorator
@inline
export function map(op: i32, x: usize, y: usize, out: usize, n: i32, a: f32, b: f32): void {
  const a4 = f32x4.splat(a);
  const b4 = f32x4.splat(b);
  for (; n >= 4; n -= 4) {
    v128.store(out, apply(op, v128.load(x), y, 4, a4, b4));
    x += 16;
    y += 16;
    out += 16;
  }
  if (n > 0) store4(out, apply(op, load4(x, n), y, n, a4, b4), n);
}

/** out = f(x + bias), f(x) where bias is 0, for an activation or another op without y. */
// @ts-ignore: decorator
@inline
export function mapBias(op: i32, x: usize, bias: usize, out: usize, n: i32): void {
  const none = f32x4.splat(0);
  for (; n >= 4; n -= 4) {
    let value = v128.load(x);
    if (bias) {
      value = f32x4.add(value, v128.load(bias));
      bias += 16;
    }
    v128.store(out, apply1(op, value, none, none));
    x += 16;
    out += 16;
  }
  if (n > 0) {
    let value = load4(x, n);
    if (bias) value = f32x4.add(value, load4(bias, n));
    store4(out, apply1(op, value, none, none), n);
  }
}
