import * as tf from '@tensorflow/tfjs-core';
import { readOptions } from '../../check/options';
import { expectRoom } from '../../check/room';
import { expectShape, ShapeError } from '../../check/shape';
import { ending } from '../activation/ending';
import { expectFloats } from '../kit/check';
import { ofNothing } from '../kit/of-nothing';
import { activated } from './bilinear';
import { CHANNEL_CONV_OPTIONS, type ConvOptions, expectBias, runConvolution } from './conv-2d';
import { planWindows } from './conv-geometry';
import { DEPTHWISE_CONVOLUTION, depthwise } from './depthwise-products';
import { type ImageWindows, outputShape } from './window-struct';

/** As of `conv2d`, without groups: each channel is one. */
export type DepthwiseOptions = Omit<ConvOptions, 'groups'>;

/**
 * Convolution of each channel by filters of its own, with its activation, y = f(x ∗ w + b):
 * (x ∗ w)[b, i, j, c m + k] = Σ x[b, i s + u d − p, j s + v d − p, c] w[u, v, c, k] over the taps u, v, with m filters
 * a channel; stride s, dilation d and padding p as in `conv2d`. Gradient: as of `conv2d`, a channel at a time.
 *
 * Chollet, Xception: deep learning with depthwise separable convolutions, 2017.
 *
 * @param x float32 [batch, height, width, channels]
 * @param filter float32 [height, width, channels, multiplier]
 * @returns [batch, height, width, channels · multiplier]
 * @throws ShapeError for sizes that do not fit, RangeError for invalid options or a filter larger than the
 *   padded x
 */
export function depthwiseConv2d(
  x: tf.Tensor,
  filter: tf.Tensor,
  options?: DepthwiseOptions,
): tf.Tensor4D {
  const where = 'depthwiseConv2d';
  const own = readOptions(where, options, CHANNEL_CONV_OPTIONS);
  expectFloats(where, 'x', x, 'batch');
  expectFloats(where, 'filter', filter);
  expectShape(where, 'x', x, ['batch', 'height', 'width', 'channels'], 'batch');
  expectShape(where, 'filter', filter, ['height', 'width', 'channels', 'multiplier']);
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const [tapsY, tapsX, depth, multiplier] = filter.shape as [number, number, number, number];
  if (depth !== channels) {
    throw new ShapeError(`${where}: filter: expected the ${channels} channels of x, got ${depth}`);
  }
  if (multiplier > 1) {
    // A group a channel; the filter lies in memory as `conv2d` has it.
    return tf.tidy(() => {
      const grouped = tf.reshape(filter, [tapsY, tapsX, 1, channels * multiplier]);
      return runConvolution(where, x, grouped, { ...own, groups: channels });
    });
  }
  const { bias, activation = 'none' } = own;
  const windows = planWindows(where, [height, width], [tapsY, tapsX], own);
  const plan: ImageWindows = {
    batch,
    in: channels,
    out: channels,
    groups: channels,
    windows: windows as unknown as ImageWindows['windows'],
  };
  expectRoom(where, 'result', outputShape(plan));
  expectBias(where, bias, channels);
  const inputs = bias === undefined ? [x, filter] : [x, filter, bias];
  if (x.size === 0) return ofNothing('DepthwiseConv2d', inputs, outputShape(plan));
  const given = { x, filter, bias };
  return ending(where, activation, given, (fused) =>
    activated('DepthwiseConv2d', given, fused, () => depthwise(x, filter, plan, bias, fused), {
      input: (dz, w) => DEPTHWISE_CONVOLUTION.input(dz, w, plan),
      filter: (input, dz) => DEPTHWISE_CONVOLUTION.filter(input, dz, plan),
    }),
  );
}
