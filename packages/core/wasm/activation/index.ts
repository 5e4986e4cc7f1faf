import {
  expm1Negative4, gelu4, geluSlope4, geluTanh4, geluTanhSlope4, silu4, siluSlope4, softplus4,
} from './functions';
import { exp4, load4, sigmoid4, store4 } from '../math';

export { keepConstants } from '../math';

// Kernels over n floats, one pass each; `out` may be an input. The backward ones take x again: so
// that nothing but the input is kept for them.

const GELU: i32 = 0;
const GELU_TANH: i32 = 1;
const SILU: i32 = 2;
const SOFTPLUS: i32 = 3;
const LEAKY_RELU: i32 = 4;
const ELU: i32 = 5;

/** f(x; a, b). */
// @ts-ignore: decorator
@inline
function value4(op: i32, x: v128, a: v128, b: v128): v128 {
  if (op == GELU) return gelu4(x);
  if (op == GELU_TANH) return geluTanh4(x);
  if (op == SILU) return silu4(x);
  if (op == SOFTPLUS) {
    const v = f32x4.mul(a, x);
    return v128.bitselect(x, f32x4.div(softplus4(v), a), f32x4.gt(v, b));
  }
  const above = f32x4.gt(x, f32x4.splat(0));
  if (op == LEAKY_RELU) return v128.bitselect(x, f32x4.mul(a, x), above);
  return v128.bitselect(x, f32x4.mul(a, expm1Negative4(x)), above);
}

/** dy f′(x; a, b). */
// @ts-ignore: decorator
@inline
function gradient4(op: i32, dy: v128, x: v128, a: v128, b: v128): v128 {
  if (op == GELU) return f32x4.mul(dy, geluSlope4(x));
  if (op == GELU_TANH) return f32x4.mul(dy, geluTanhSlope4(x));
  if (op == SILU) return f32x4.mul(dy, siluSlope4(x));
  if (op == SOFTPLUS) {
    const v = f32x4.mul(a, x);
    return v128.bitselect(dy, f32x4.mul(dy, sigmoid4(v)), f32x4.gt(v, b));
  }
  const above = f32x4.gt(x, f32x4.splat(0));
  const below = op == LEAKY_RELU ? a : f32x4.mul(a, exp4(x));
  return v128.bitselect(dy, f32x4.mul(dy, below), above);
}

// @ts-ignore: decorator
@inline
function forward(op: i32, x: usize, out: usize, n: i32, a: f32, b: f32): void {
  const a4 = f32x4.splat(a);
  const b4 = f32x4.splat(b);
  // One body for whole vectors and the rest: it is long, and lies here once.
  for (; n > 0; n -= 4) {
    const count = min(n, 4);
    store4(out, value4(op, load4(x, count), a4, b4), count);
    x += 16;
    out += 16;
  }
}

// @ts-ignore: decorator
@inline
function backward(op: i32, dy: usize, x: usize, out: usize, n: i32, a: f32, b: f32): void {
  const a4 = f32x4.splat(a);
  const b4 = f32x4.splat(b);
  for (; n > 0; n -= 4) {
    const count = min(n, 4);
    store4(out, gradient4(op, load4(dy, count), load4(x, count), a4, b4), count);
    dy += 16;
    x += 16;
    out += 16;
  }
}

/** out = x Φ(x), within 8 ulp. */
export function geluForward(x: usize, out: usize, n: i32): void {
  forward(GELU, x, out, n, 0, 0);
}

/** dx = dy (Φ(x) + x φ(x)). */
export function geluBackward(dy: usize, x: usize, dx: usize, n: i32): void {
  backward(GELU, dy, x, dx, n, 0, 0);
}

/** out = x (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2. */
export function geluTanhForward(x: usize, out: usize, n: i32): void {
  forward(GELU_TANH, x, out, n, 0, 0);
}

/** The gradient of `geluTanhForward`. */
export function geluTanhBackward(dy: usize, x: usize, dx: usize, n: i32): void {
  backward(GELU_TANH, dy, x, dx, n, 0, 0);
}

/** out = x σ(x). */
export function siluForward(x: usize, out: usize, n: i32): void {
  forward(SILU, x, out, n, 0, 0);
}

/** dx = dy σ(x) (1 + x σ(−x)). */
export function siluBackward(dy: usize, x: usize, dx: usize, n: i32): void {
  backward(SILU, dy, x, dx, n, 0, 0);
}

/** out = log(1 + e^(beta x)) / beta, x itself where beta x > threshold. */
export function softplusForward(x: usize, out: usize, n: i32, beta: f32, threshold: f32): void {
  forward(SOFTPLUS, x, out, n, beta, threshold);
}

/** dx = dy σ(beta x), dy itself where beta x > threshold. */
export function softplusBackward(
  dy: usize, x: usize, dx: usize, n: i32, beta: f32, threshold: f32,
): void {
  backward(SOFTPLUS, dy, x, dx, n, beta, threshold);
}

/** out = x over 0, else slope x. */
export function leakyReluForward(x: usize, out: usize, n: i32, slope: f32): void {
  forward(LEAKY_RELU, x, out, n, slope, 0);
}

/** dx = dy over 0, else slope dy. */
export function leakyReluBackward(dy: usize, x: usize, dx: usize, n: i32, slope: f32): void {
  backward(LEAKY_RELU, dy, x, dx, n, slope, 0);
}

/** out = x over 0, else alpha (eˣ − 1). */
export function eluForward(x: usize, out: usize, n: i32, alpha: f32): void {
  forward(ELU, x, out, n, alpha, 0);
}

/** dx = dy over 0, else dy alpha eˣ. */
export function eluBackward(dy: usize, x: usize, dx: usize, n: i32, alpha: f32): void {
  backward(ELU, dy, x, dx, n, alpha, 0);
}
