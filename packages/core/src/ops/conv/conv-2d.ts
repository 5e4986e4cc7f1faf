import type * as tf from '@tensorflow/tfjs-core';
import { expectPositiveInteger } from '../../check/number';
import { checkedLater, mergeChecks, type OptionChecks, readOptions } from '../../check/options';
import { expectRoom } from '../../check/room';
import { expectShape, ShapeError } from '../../check/shape';
import { expectTensor } from '../../check/tensor';
import type { Activation } from '../activation/activation';
import { ending, expectActivation } from '../activation/ending';
import { expectFloats } from '../kit/check';
import { ofNothing } from '../kit/of-nothing';
import { activated } from './bilinear';
import { type AxisWindow, planWindows, type WindowOptions } from './conv-geometry';
import type { ConvPlan } from './conv-plan';
import { CONVOLUTION, convolve } from './conv-products';
import { outputShape } from './window-struct';

export interface ConvOptions extends WindowOptions {
  /** Into how many parts channels are divided, of which each sees its own only. Default 1. */
  groups?: number;
  /** Added to each place, float32 [out]. */
  bias?: tf.Tensor | undefined;
  /** In the same kernel, or a function behind it. Default `none`. */
  activation?: Activation;
}

/** The checks of `ConvOptions` but for groups. */
export const CHANNEL_CONV_OPTIONS: OptionChecks<Omit<ConvOptions, 'groups'>> = {
  stride: checkedLater,
  padding: checkedLater,
  dilation: checkedLater,
  bias: checkedLater,
  activation: expectActivation,
};

/** The checks of `ConvOptions`. */
export const CONV_OPTIONS: OptionChecks<ConvOptions> = mergeChecks(CHANNEL_CONV_OPTIONS, {
  groups: expectPositiveInteger,
});

/**
 * Convolution of images (as networks call cross-correlation) with its activation, y = f(x ∗ w + b):
 * (x ∗ w)[b, i, j, o] = Σ x[b, i s + u d − p, j s + v d − p, c] w[u, v, c, o] over the taps u, v and the
 * channels c of o's group, for stride s, dilation d and padding p; places outside of x are 0.
 * Gradient: dz = dy f′, dw = Σ x dz, dx = Σ dz w over all pairs that meet, db = Σ dz.
 *
 * On WASM a product of patches, which are made run by run where the product reads them (im2col that
 * stays in the cache); 3×3 taps with stride 1 and 16 channels or more by Winograd's tiles, where a NaN or
 * an infinity reaches all 2×2 places of a tile that sees it.
 *
 * @param x float32 [batch, height, width, in]
 * @param filter float32 [height, width, in / groups, out]
 * @returns [batch, height, width, out], of `out` = ⌊(in + padding − d (taps − 1) − 1) / s⌋ + 1 places an axis
 * @throws ShapeError for sizes that do not fit, RangeError for invalid options or a filter larger
 *   than the padded x
 *
 * @example
 * ```ts
 * const y = conv2d(tf.ones([1, 28, 28, 1]), tf.ones([3, 3, 1, 8]), { stride: 2, padding: 'same' }); // [1, 14, 14, 8]
 * ```
 */
export function conv2d(x: tf.Tensor, filter: tf.Tensor, options?: ConvOptions): tf.Tensor4D {
  const own = readOptions('conv2d', options, CONV_OPTIONS);
  expectFloats('conv2d', 'x', x, 'batch');
  expectFloats('conv2d', 'filter', filter);
  return runConvolution('conv2d', x, filter, own);
}

/** `conv2d`, with errors that speak of `where`. */
export function runConvolution(
  where: string,
  x: tf.Tensor,
  filter: tf.Tensor,
  options: ConvOptions,
): tf.Tensor4D {
  const { bias, activation = 'none' } = options;
  const plan = planConvolution(where, x, filter, options);
  expectBias(where, bias, plan.out);
  const inputs = bias === undefined ? [x, filter] : [x, filter, bias];
  if (x.size === 0) return ofNothing('Conv2d', inputs, outputShape(plan));
  const own = { x, filter, bias };
  return ending(where, activation, own, (fused) =>
    activated('Conv2d', own, fused, () => convolve(x, filter, plan, bias, fused), {
      input: (dz, w) => CONVOLUTION.input(dz, w, plan),
      filter: (input, dz) => CONVOLUTION.filter(input, dz, plan),
    }),
  );
}

/** Checks all sizes. @throws ShapeError, RangeError */
function planConvolution(
  where: string,
  x: tf.Tensor,
  filter: tf.Tensor,
  { groups = 1, ...options }: ConvOptions,
): ConvPlan {
  expectShape(where, 'x', x, ['batch', 'height', 'width', 'in'], 'batch');
  expectShape(where, 'filter', filter, ['height', 'width', 'in / groups', 'out']);
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const [tapsY, tapsX, depth, out] = filter.shape as [number, number, number, number];
  expectGroups(where, groups, channels, out);
  if (depth !== channels / groups) {
    const rule = groups === 1 ? `the ${channels} of x` : `${channels} / ${groups} groups`;
    throw new ShapeError(`${where}: filter: expected ${rule} as its channels, got ${depth}`);
  }
  const windows = planWindows(where, [height, width], [tapsY, tapsX], options);
  const [down, across] = windows as [AxisWindow, AxisWindow];
  expectRoom(where, 'result', [batch, down.out, across.out, out]);
  return { batch, in: channels, out, groups, windows: [down, across] };
}

/** Checks that `groups` divides both. @throws RangeError */
export function expectGroups(where: string, groups: number, channels: number, out: number): void {
  expectPositiveInteger(where, 'groups', groups);
  if (channels % groups === 0 && out % groups === 0) return;
  throw new RangeError(
    `${where}: groups: expected a divisor of ${channels} channels in and ${out} out, got ${groups}`,
  );
}

/** Checks the bias. @throws ShapeError, TypeError */
export function expectBias(where: string, bias: tf.Tensor | undefined, out: number): void {
  if (bias !== undefined) expectTensor(where, 'bias', bias, [out]);
}
