import * as tf from '@tensorflow/tfjs-core';
import { readOptions } from '../../check/options';
import { expectShape } from '../../check/shape';
import { expectFloats } from '../kit/check';
import { CONV_OPTIONS, type ConvOptions, runConvolution } from './conv-2d';
import { paddingOf, perAxis, type WindowOptions } from './conv-geometry';

/**
 * Convolution of sequences with its activation, y = f(x ∗ w + b):
 * (x ∗ w)[b, t, o] = Σ x[b, t s + u d − p, c] w[u, c, o]; see `conv2d`. With `causal` padding no output
 * sees a later step.
 *
 * @param x float32 [batch, time, in]
 * @param filter float32 [taps, in / groups, out]
 * @param options as of `conv2d`, with numbers (or a list of one) for its one axis
 * @returns [batch, time, out]
 * @throws ShapeError for sizes that do not fit, RangeError for invalid options or a filter longer
 *   than the padded x
 */
export function conv1d(x: tf.Tensor, filter: tf.Tensor, options?: ConvOptions): tf.Tensor3D {
  const own = readOptions('conv1d', options, CONV_OPTIONS);
  expectFloats('conv1d', 'x', x, 'batch');
  expectFloats('conv1d', 'filter', filter);
  expectShape('conv1d', 'x', x, ['batch', 'time', 'in'], 'batch');
  expectShape('conv1d', 'filter', filter, ['taps', 'in / groups', 'out']);
  const [batch, time, channels] = x.shape as [number, number, number];
  return tf.tidy(() => {
    const rows = tf.reshape(x, [batch, 1, time, channels]);
    const y = runConvolution('conv1d', rows, tf.reshape(filter, [1, ...filter.shape]), {
      ...own,
      ...acrossOnly('conv1d', own),
    });
    return tf.reshape(y, [batch, y.shape[2], y.shape[3]]);
  });
}

/** The options of one axis as those of two, of which the first has one entry. */
export function acrossOnly(
  where: string,
  { stride = 1, padding = 'valid', dilation = 1 }: WindowOptions,
): Required<WindowOptions> {
  if (typeof padding !== 'string') paddingOf(where, padding, 0, 1, 1, 1, 1);
  return {
    stride: [1, ...perAxis(where, 'stride', stride, 1)],
    padding:
      typeof padding === 'number'
        ? [0, padding]
        : Array.isArray(padding)
          ? [0, ...padding]
          : padding,
    dilation: [1, ...perAxis(where, 'dilation', dilation, 1)],
  };
}
