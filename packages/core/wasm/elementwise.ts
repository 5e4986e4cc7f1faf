import { exp4, load4, log4, madd4, nmadd4, sigmoid4, store4, tanh4 } from './math';

// Kernels over n floats. Everywhere `out` may be one of the inputs.

/** Codes of the activations, as `biasActivation` and `activationBackward` take them. */
export const ACTIVATION_NONE: i32 = 0;
export const ACTIVATION_RELU: i32 = 1;
export const ACTIVATION_TANH: i32 = 2;
export const ACTIVATION_SIGMOID: i32 = 3;
const EXP: i32 = 4;
const LOG: i32 = 5;

// The kernels are written once for all functions: `op` is a constant wherever it is passed, so that
// each export holds its own function only.

// @ts-ignore: decorator
@inline
function forward4(op: i32, x: v128): v128 {
  if (op == ACTIVATION_TANH) return tanh4(x);
  if (op == ACTIVATION_SIGMOID) return sigmoid4(x);
  // Not a maximum, so that NaN stays and −0 becomes 0.
  if (op == ACTIVATION_RELU) return v128.andnot(x, f32x4.le(x, f32x4.splat(0)));
  if (op == EXP) return exp4(x);
  if (op == LOG) return log4(x);
  return x;
}

// @ts-ignore: decorator
@inline
function backward4(op: i32, dy: v128, y: v128): v128 {
  if (op == ACTIVATION_TANH) return f32x4.mul(dy, nmadd4(y, y, f32x4.splat(1)));
  if (op == ACTIVATION_SIGMOID) return f32x4.mul(dy, nmadd4(y, y, y));
  // Not y > 0, so that a NaN gives its dy.
  return v128.andnot(dy, f32x4.le(y, f32x4.splat(0)));
}

/** out = f(x + bias), f(x) where bias is 0. */
// @ts-ignore: decorator
@inline
function mapForward(op: i32, x: usize, bias: usize, out: usize, n: i32): void {
  for (; n >= 4; n -= 4) {
    let value = v128.load(x);
    if (bias) {
      value = f32x4.add(value, v128.load(bias));
      bias += 16;
    }
    v128.store(out, forward4(op, value));
    x += 16;
    out += 16;
  }
  if (n > 0) {
    let value = load4(x, n);
    if (bias) value = f32x4.add(value, load4(bias, n));
    store4(out, forward4(op, value), n);
  }
}

// @ts-ignore: decorator
@inline
function mapBackward(op: i32, dy: usize, y: usize, dx: usize, n: i32): void {
  for (; n >= 4; n -= 4) {
    v128.store(dx, backward4(op, v128.load(dy), v128.load(y)));
    dy += 16;
    y += 16;
    dx += 16;
  }
  if (n > 0) store4(dx, backward4(op, load4(dy, n), load4(y, n)), n);
}

function biasTanh(x: usize, bias: usize, out: usize, n: i32): void {
  mapForward(ACTIVATION_TANH, x, bias, out, n);
}

function biasSigmoid(x: usize, bias: usize, out: usize, n: i32): void {
  mapForward(ACTIVATION_SIGMOID, x, bias, out, n);
}

function biasRelu(x: usize, bias: usize, out: usize, n: i32): void {
  mapForward(ACTIVATION_RELU, x, bias, out, n);
}

/** out = tanh x. */
export function tanhForward(x: usize, out: usize, n: i32): void {
  biasTanh(x, 0, out, n);
}

/** out = 1 / (1 + e⁻ˣ). */
export function sigmoidForward(x: usize, out: usize, n: i32): void {
  biasSigmoid(x, 0, out, n);
}

/** out = max(x, 0); NaN stays NaN. */
export function reluForward(x: usize, out: usize, n: i32): void {
  biasRelu(x, 0, out, n);
}

/** out = eˣ. */
export function expForward(x: usize, out: usize, n: i32): void {
  mapForward(EXP, x, 0, out, n);
}

/** out = log x. */
export function logForward(x: usize, out: usize, n: i32): void {
  mapForward(LOG, x, 0, out, n);
}

/** out = a + b. */
export function add(a: usize, b: usize, out: usize, n: i32): void {
  mapForward(ACTIVATION_NONE, a, b, out, n);
}

/** dx = dy (1 − y²), from the output y of tanh. */
export function tanhBackward(dy: usize, y: usize, dx: usize, n: i32): void {
  mapBackward(ACTIVATION_TANH, dy, y, dx, n);
}

/** dx = dy y (1 − y), from the output y of sigmoid. */
export function sigmoidBackward(dy: usize, y: usize, dx: usize, n: i32): void {
  mapBackward(ACTIVATION_SIGMOID, dy, y, dx, n);
}

/** dx = dy where the output y of relu is over 0 (or NaN), else 0. */
export function reluBackward(dy: usize, y: usize, dx: usize, n: i32): void {
  mapBackward(ACTIVATION_RELU, dy, y, dx, n);
}

/**
 * c = f(c + bias), in place: c is [rows, cols] with row stride ldc, bias [cols] (address 0: none),
 * f one of the ACTIVATION codes.
 */
export function biasActivation(c: usize, rows: i32, cols: i32, ldc: i32, bias: usize, activation: i32): void {
  if (!bias) {
    if (activation == ACTIVATION_NONE) return;
    if (ldc == cols) {
      cols *= rows;
      rows = 1;
    }
  }
  for (; rows > 0; rows--) {
    if (activation == ACTIVATION_TANH) biasTanh(c, bias, c, cols);
    else if (activation == ACTIVATION_SIGMOID) biasSigmoid(c, bias, c, cols);
    else if (activation == ACTIVATION_RELU) biasRelu(c, bias, c, cols);
    else add(c, bias, c, cols);
    c += <usize>ldc << 2;
  }
}

/** dz = dy f′, from the output y of the activation. */
export function activationBackward(dy: usize, y: usize, dz: usize, n: i32, activation: i32): void {
  if (activation == ACTIVATION_TANH) tanhBackward(dy, y, dz, n);
  else if (activation == ACTIVATION_SIGMOID) sigmoidBackward(dy, y, dz, n);
  else if (activation == ACTIVATION_RELU) reluBackward(dy, y, dz, n);
  else if (dz != dy) memory.copy(dz, dy, <usize>n << 2);
}

const AXPY: i32 = 0;
const SCALE: i32 = 1;
const CLIP: i32 = 2;

// @ts-ignore: decorator
@inline
function scalar4(op: i32, x: v128, y: usize, a: v128, b: v128, count: i32): v128 {
  if (op == AXPY) return madd4(a, x, load4(y, count));
  if (op == SCALE) return f32x4.mul(a, x);
  return f32x4.pmin(f32x4.pmax(x, a), b);
}

/** out = g(x, out; a, b) with one or two scalars. */
// @ts-ignore: decorator
@inline
function mapScalar(op: i32, x: usize, out: usize, n: i32, a: v128, b: v128): void {
  for (; n >= 4; n -= 4) {
    v128.store(out, scalar4(op, v128.load(x), out, a, b, 4));
    x += 16;
    out += 16;
  }
  if (n > 0) store4(out, scalar4(op, load4(x, n), out, a, b, n), n);
}

/** y = y + alpha x. */
export function axpy(alpha: f32, x: usize, y: usize, n: i32): void {
  mapScalar(AXPY, x, y, n, f32x4.splat(alpha), f32x4.splat(0));
}

/** out = alpha x. */
export function scale(alpha: f32, x: usize, out: usize, n: i32): void {
  mapScalar(SCALE, x, out, n, f32x4.splat(alpha), f32x4.splat(0));
}

/** out = min(max(x, low), high); NaN stays NaN. */
export function clip(x: usize, low: f32, high: f32, out: usize, n: i32): void {
  mapScalar(CLIP, x, out, n, f32x4.splat(low), f32x4.splat(high));
}

/** out[i, j] = scales[i] x[i, j]. */
export function scaleRows(x: usize, scales: usize, out: usize, rows: i32, cols: i32): void {
  for (; rows > 0; rows--) {
    scale(load<f32>(scales), x, out, cols);
    scales += 4;
    x += <usize>cols << 2;
    out += <usize>cols << 2;
  }
}

/** x = value, n times. */
export function fill(x: usize, n: i32, value: f32): void {
  const values = f32x4.splat(value);
  for (; n >= 4; n -= 4) {
    v128.store(x, values);
    x += 16;
  }
  if (n > 0) store4(x, values, n);
}
