import * as tf from '@tensorflow/tfjs-core';
import { expectOneOf } from '../check/choice';
import { expectPositiveInteger } from '../check/number';
import { expectTensor } from '../check/tensor';
import { type Initializer, xavierUniform } from '../init/initializers';
import { ACTIVATION_CODE, type Activation } from '../ops/activation';
import type { WindowOptions } from '../ops/conv-geometry';
import { perAxis } from '../ops/conv-geometry';
import type { Rng } from '../random/random';

export interface ConvLayerOptions extends WindowOptions {
  /** Draws the initial weight. */
  rng: Rng;
  /** With a bias, initially 0. Default true. */
  bias?: boolean;
  /** Applied in the same kernel. Default `none`. */
  activation?: Activation;
  /** Of the weight. Default Xavier's uniform. */
  init?: Initializer;
}

/** Makes the Variables of a convolution. @throws RangeError for sizes that are none, ShapeError of `init` */
export function convVariables(
  where: string,
  shape: readonly number[],
  out: number,
  { rng, bias = true, activation = 'none', init = xavierUniform() }: ConvLayerOptions,
): { weight: tf.Variable; bias: tf.Variable | undefined } {
  expectOneOf(where, 'activation', activation, Object.keys(ACTIVATION_CODE));
  const weight = tf.tidy(() => {
    const value = init(shape, rng);
    expectTensor(where, 'init', value, [...shape]);
    return tf.variable(value);
  });
  return { weight, bias: bias ? tf.tidy(() => tf.variable(tf.zeros([out]))) : undefined };
}

/** Checks what the shape of a filter is made of; gives its taps. @throws RangeError */
export function checkConvSizes(
  where: string,
  inSize: number,
  outSize: number,
  taps: number | readonly number[],
  axes: number,
  { groups = 1, stride = 1, dilation = 1 }: WindowOptions & { groups?: number },
): readonly number[] {
  expectPositiveInteger(where, 'inSize', inSize);
  expectPositiveInteger(where, 'outSize', outSize);
  expectPositiveInteger(where, 'groups', groups);
  for (const [name, size] of [
    ['inSize', inSize],
    ['outSize', outSize],
  ] as const) {
    if (size % groups !== 0) {
      throw new RangeError(
        `${where}: ${name}: expected a multiple of the ${groups} groups, got ${size}`,
      );
    }
  }
  perAxis(where, 'stride', stride, axes);
  perAxis(where, 'dilation', dilation, axes);
  return perAxis(where, 'kernelSize', taps, axes);
}
