import {
  ACTIVATION_HARD_SWISH, ACTIVATION_NONE, ACTIVATION_RELU, ACTIVATION_RELU6, ACTIVATION_SIGMOID, ACTIVATION_TANH, CLIP,
  ERROR, EXP, HARD_SWISH_BACKWARD, LOG, MULTIPLY, RELU6_BACKWARD, RELU_BACKWARD, SCALE, SIGMOID_BACKWARD, TANH_BACKWARD,
  map, mapBias,
} from './map';

export { ACTIVATION_NONE, ACTIVATION_RELU, ACTIVATION_SIGMOID, ACTIVATION_TANH } from './map';

// Kernels over n floats. Everywhere `out` may be one of the inputs.

function biasTanh(x: usize, bias: usize, out: usize, n: i32): void {
  mapBias(ACTIVATION_TANH, x, bias, out, n);
}

function biasSigmoid(x: usize, bias: usize, out: usize, n: i32): void {
  mapBias(ACTIVATION_SIGMOID, x, bias, out, n);
}

function biasRelu(x: usize, bias: usize, out: usize, n: i32): void {
  mapBias(ACTIVATION_RELU, x, bias, out, n);
}

function biasRelu6(x: usize, bias: usize, out: usize, n: i32): void {
  mapBias(ACTIVATION_RELU6, x, bias, out, n);
}

function biasHardSwish(x: usize, bias: usize, out: usize, n: i32): void {
  mapBias(ACTIVATION_HARD_SWISH, x, bias, out, n);
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

/** out = min(max(x, 0), 6); NaN stays NaN. */
export function relu6Forward(x: usize, out: usize, n: i32): void {
  biasRelu6(x, 0, out, n);
}

/** out = x min(max(x + 3, 0), 6) / 6. */
export function hardSwishForward(x: usize, out: usize, n: i32): void {
  biasHardSwish(x, 0, out, n);
}

/** out = eˣ. */
export function expForward(x: usize, out: usize, n: i32): void {
  map(EXP, x, 0, out, n, 0, 0);
}

/** out = log x. */
export function logForward(x: usize, out: usize, n: i32): void {
  map(LOG, x, 0, out, n, 0, 0);
}

/** dx = dy (1 − y²), from the output y of tanh. */
export function tanhBackward(dy: usize, y: usize, dx: usize, n: i32): void {
  map(TANH_BACKWARD, dy, y, dx, n, 0, 0);
}

/** dx = dy y (1 − y), from the output y of sigmoid. */
export function sigmoidBackward(dy: usize, y: usize, dx: usize, n: i32): void {
  map(SIGMOID_BACKWARD, dy, y, dx, n, 0, 0);
}

/** dx = dy where the output y of relu is over 0 (or NaN), else 0. */
export function reluBackward(dy: usize, y: usize, dx: usize, n: i32): void {
  map(RELU_BACKWARD, dy, y, dx, n, 0, 0);
}

/** out = a + b. */
export function add(a: usize, b: usize, out: usize, n: i32): void {
  mapBias(ACTIVATION_NONE, a, b, out, n);
}

/** out = a − b. */
export function subtract(a: usize, b: usize, out: usize, n: i32): void {
  map(ERROR, a, b, out, n, 1, 0);
}

/** out = a b. */
export function multiply(a: usize, b: usize, out: usize, n: i32): void {
  map(MULTIPLY, a, b, out, n, 0, 0);
}

/** out = alpha x. */
export function scale(alpha: f32, x: usize, out: usize, n: i32): void {
  map(SCALE, x, 0, out, n, alpha, 0);
}

/** out = min(max(x, low), high); NaN stays NaN. */
export function clip(x: usize, out: usize, n: i32, low: f32, high: f32): void {
  map(CLIP, x, 0, out, n, low, high);
}

/**
 * c = f(c + bias), in place: c is [rows, cols] with row stride ldc, bias [cols] (address 0: none),
 * f one of the ACTIVATION codes.
 */
export function biasActivation(
  c: usize, rows: i32, cols: i32, ldc: i32, bias: usize, activation: i32,
): void {
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
    else if (activation == ACTIVATION_RELU6) biasRelu6(c, bias, c, cols);
    else if (activation == ACTIVATION_HARD_SWISH) biasHardSwish(c, bias, c, cols);
    else add(c, bias, c, cols);
    c += <usize>ldc << 2;
  }
}

/** dz = dy f′, from the output y of the activation; of hard-swish, whose slope does not follow from it, from its input. */
export function activationBackward(dy: usize, y: usize, dz: usize, n: i32, activation: i32): void {
  if (activation == ACTIVATION_TANH) tanhBackward(dy, y, dz, n);
  else if (activation == ACTIVATION_SIGMOID) sigmoidBackward(dy, y, dz, n);
  else if (activation == ACTIVATION_RELU) reluBackward(dy, y, dz, n);
  else if (activation == ACTIVATION_RELU6) map(RELU6_BACKWARD, dy, y, dz, n, 0, 0);
  else if (activation == ACTIVATION_HARD_SWISH) map(HARD_SWISH_BACKWARD, dy, y, dz, n, 0, 0);
  else if (dz != dy) memory.copy(dz, dy, <usize>n << 2);
}
