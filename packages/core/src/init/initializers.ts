import * as tf from '@tensorflow/tfjs-core';
import { expected } from '../check/describe';
import { expectFinite, expectPositive } from '../check/number';
import { type OptionChecks, oneOf, readOptions } from '../check/options';
import { ShapeError } from '../check/shape';
import { sizeOf } from '../random/draws';
import { expectRng } from '../random/expect-rng';
import type { Rng } from '../random/random';
import { blank } from './blank';
import { orthonormalRows } from './orthonormal';

/**
 * Makes the first value of a weight, float32. Weights are `[in, out]`; kernels are `[width, in, out]` or
 * `[height, width, in, out]`, whose fans count every tap.
 */
export type Initializer = (shape: readonly number[], rng: Rng) => tf.Tensor;

export interface GainOptions {
  /** Multiplies the standard deviation. */
  readonly gain?: number;
}

export interface HeOptions extends GainOptions {
  /** Keep the variance of activations (`fanIn`, default) or that of gradients (`fanOut`). */
  readonly mode?: 'fanIn' | 'fanOut';
}

const GAIN_OPTIONS: OptionChecks<GainOptions> = { gain: expectPositive };
const HE_OPTIONS: OptionChecks<HeOptions> = {
  gain: expectPositive,
  mode: oneOf(['fanIn', 'fanOut']),
};
const NORMAL_OPTIONS: OptionChecks<{ mean?: number; std?: number }> = {
  mean: expectFinite,
  std: expectPositive,
};
const UNIFORM_OPTIONS: OptionChecks<{ low?: number; high?: number }> = {
  low: expectFinite,
  high: expectFinite,
};

/**
 * Uniform in ±gain · √(6 / (fanIn + fanOut)); `gain` is 1.
 *
 * Glorot, Bengio: Understanding the difficulty of training deep feedforward neural networks (2010).
 */
export function xavierUniform(options?: GainOptions): Initializer {
  const { gain = 1 } = readOptions('xavierUniform', options, GAIN_OPTIONS);
  return drawn('xavierUniform', (shape, rng) => {
    const { fanIn, fanOut } = fans('xavierUniform', shape);
    const bound = gain * Math.sqrt(6 / (fanIn + fanOut));
    return rng.uniform(shape, -bound, bound);
  });
}

/** Normal with standard deviation gain · √(2 / (fanIn + fanOut)); see `xavierUniform`. */
export function xavierNormal(options?: GainOptions): Initializer {
  const { gain = 1 } = readOptions('xavierNormal', options, GAIN_OPTIONS);
  return drawn('xavierNormal', (shape, rng) => {
    const { fanIn, fanOut } = fans('xavierNormal', shape);
    return rng.normal(shape, 0, gain * Math.sqrt(2 / (fanIn + fanOut)));
  });
}

/**
 * Uniform in ±gain · √(3 / fan); `gain` is √2, which suits a relu.
 *
 * He, Zhang, Ren, Sun: Delving deep into rectifiers (2015).
 */
export function heUniform(options?: HeOptions): Initializer {
  const { gain = Math.SQRT2, mode = 'fanIn' } = readOptions('heUniform', options, HE_OPTIONS);
  return drawn('heUniform', (shape, rng) => {
    const bound = gain * Math.sqrt(3 / fans('heUniform', shape)[mode]);
    return rng.uniform(shape, -bound, bound);
  });
}

/** Normal with standard deviation gain / √fan; `gain` is √2. See `heUniform`. */
export function heNormal(options?: HeOptions): Initializer {
  const { gain = Math.SQRT2, mode = 'fanIn' } = readOptions('heNormal', options, HE_OPTIONS);
  return drawn('heNormal', (shape, rng) =>
    rng.normal(shape, 0, gain / Math.sqrt(fans('heNormal', shape)[mode])),
  );
}

/**
 * An orthogonal matrix drawn evenly from all of them, times `gain`. As [in · taps, out], its columns
 * are orthonormal, or its rows if it is wider than high.
 *
 * Saxe, McClelland, Ganguli: Exact solutions to the nonlinear dynamics of learning (2014).
 */
export function orthogonal(options?: GainOptions): Initializer {
  const { gain = 1 } = readOptions('orthogonal', options, GAIN_OPTIONS);
  return drawn('orthogonal', (shape, rng) => {
    const { fanIn: rows } = fans('orthogonal', shape);
    const columns = shape[shape.length - 1] as number;
    const tall = rows >= columns;
    const [count, length] = tall ? [columns, rows] : [rows, columns];
    const q = orthonormalRows(Float64Array.from(rng.normalArray(rows * columns)), count, length);
    const values = new Float32Array(rows * columns);
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        values[i * columns + j] = gain * (q[tall ? j * rows + i : i * columns + j] as number);
      }
    }
    return tf.tensor(values, shape as number[], 'float32');
  });
}

/** Normal with `mean` (0) and `std` (1). */
export function normal(options?: { mean?: number; std?: number }): Initializer {
  const { mean = 0, std = 1 } = readOptions('normal', options, NORMAL_OPTIONS);
  return drawn('normal', (shape, rng) => rng.normal(shape, mean, std));
}

/** Uniform in [`low`, `high`), which are -1 and 1. */
export function uniform(options?: { low?: number; high?: number }): Initializer {
  const { low = -1, high = 1 } = readOptions('uniform', options, UNIFORM_OPTIONS);
  if (low >= high) throw new RangeError(expected('uniform: high', `a number over ${low}`, high));
  return drawn('uniform', (shape, rng) => rng.uniform(shape, low, high));
}

/** How many inputs reach one output of a weight, and how many outputs one input reaches. */
function fans(where: string, shape: readonly number[]): { fanIn: number; fanOut: number } {
  const size = sizeOf(where, shape);
  if (shape.length < 2 || size === 0) {
    throw new ShapeError(
      `${where}: shape: expected [..., in, out] with no empty axis, got [${shape.join(', ')}]`,
    );
  }
  const [inSize, outSize] = shape.slice(-2) as [number, number];
  return { fanIn: size / outSize, fanOut: size / inSize };
}

/** An initialiser that says so when its generator is missing. */
function drawn(
  where: string,
  draw: (shape: readonly number[], rng: Rng) => tf.Tensor,
): Initializer {
  return (shape, rng) => {
    expectRng(where, rng);
    return blank(where, shape) ?? draw(shape, rng);
  };
}
