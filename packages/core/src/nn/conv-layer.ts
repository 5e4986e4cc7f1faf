import * as tf from '@tensorflow/tfjs-core';
import { expectFlag, expectFunction } from '../check/choice';
import { expectPositiveInteger } from '../check/number';
import { checkedLater, mergeChecks, type OptionChecks } from '../check/options';
import { expectRoom } from '../check/room';
import { expectTensor } from '../check/tensor';
import { type Initializer, xavierUniform } from '../init/initializers';
import type { Activation } from '../ops/activation/activation';
import { CHANNEL_CONV_OPTIONS } from '../ops/conv/conv-2d';
import { paddingOf, perAxis, type WindowOptions } from '../ops/conv/conv-geometry';
import { expectRng } from '../random/expect-rng';
import type { Rng } from '../random/random';
import { makeVariables } from './make-variables';

export interface ConvLayerOptions extends WindowOptions {
  /** Draws the initial weight. */
  rng: Rng;
  /** With a bias, initially 0. Default true. */
  bias?: boolean;
  /** In the same kernel, or a function behind it. Default `none`. */
  activation?: Activation;
  /** Of the weight. Default Xavier's uniform. */
  init?: Initializer;
}

/** The checks of `ConvLayerOptions`. */
export const CONV_LAYER_OPTIONS: OptionChecks<ConvLayerOptions> = mergeChecks(
  CHANNEL_CONV_OPTIONS,
  { rng: checkedLater, bias: expectFlag, init: expectFunction },
);

/** Makes the Variables of a convolution. @throws RangeError for a shape that is too large, ShapeError of `init` */
export function convVariables(
  where: string,
  shape: readonly number[],
  out: number,
  { rng, bias = true, init = xavierUniform() }: ConvLayerOptions,
): { weight: tf.Variable; bias: tf.Variable | undefined } {
  expectRoom(where, 'weight', shape);
  expectRng(where, rng);
  return makeVariables(where, () => {
    const value = init(shape, rng);
    expectTensor(where, 'init', value, [...shape]);
    const weight = tf.variable(value);
    return { weight, bias: bias ? tf.variable(tf.zeros([out])) : undefined };
  });
}

/** Checks what the shape of a filter is made of; gives its taps. @throws RangeError */
export function checkConvSizes(
  where: string,
  inSize: number,
  outSize: number,
  taps: number | readonly number[],
  axes: number,
  { groups = 1, stride = 1, dilation = 1, padding = 'valid' }: WindowOptions & { groups?: number },
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
  for (let axis = 0; axis < axes; axis++) paddingOf(where, padding, axis, axes, 1, 1, 1);
  return perAxis(where, 'kernelSize', taps, axes);
}
