import * as tf from '@tensorflow/tfjs-core';
import { readOptions } from '../../check/options';
import { expectShape } from '../../check/shape';
import { acrossOnly } from '../conv/conv-1d';
import { perAxis } from '../conv/conv-geometry';
import { expectFloats } from '../kit/check';
import { AVG_POOL_OPTIONS, type AvgPoolOptions, meanOfWindows } from './avg-pool-2d';
import { largestOfWindows, MAX_POOL_OPTIONS, type MaxPoolOptions } from './max-pool-2d';
import type { PoolOptions } from './pool-windows';

/**
 * The largest of each window of a sequence: see `maxPool2d`.
 *
 * @param x float32 [batch, time, channels]
 * @param options as of `maxPool2d`, with numbers (or a list of one) for its one axis
 * @returns [batch, time, channels]
 */
export function maxPool1d(x: tf.Tensor, options: MaxPoolOptions): tf.Tensor3D {
  return asImage(
    'maxPool1d',
    x,
    readOptions('maxPool1d', options, MAX_POOL_OPTIONS),
    largestOfWindows,
  );
}

/**
 * The mean of each window of a sequence: see `avgPool2d`.
 *
 * @param x float32 [batch, time, channels]
 * @param options as of `avgPool2d`, with numbers (or a list of one) for its one axis
 * @returns [batch, time, channels]
 */
export function avgPool1d(x: tf.Tensor, options: AvgPoolOptions): tf.Tensor3D {
  return asImage(
    'avgPool1d',
    x,
    readOptions('avgPool1d', options, AVG_POOL_OPTIONS),
    meanOfWindows,
  );
}

function asImage<T extends PoolOptions>(
  where: string,
  x: tf.Tensor,
  options: T,
  pool: (where: string, rows: tf.Tensor, options: T) => tf.Tensor,
): tf.Tensor3D {
  expectFloats(where, 'x', x, 'batch');
  expectShape(where, 'x', x, ['batch', 'time', 'channels'], 'batch');
  const { size, stride = size } = options;
  const across = {
    ...options,
    ...acrossOnly(where, { ...options, stride }),
    size: [1, ...perAxis(where, 'size', size, 1)],
  };
  const [batch, time, channels] = x.shape as [number, number, number];
  return tf.tidy(() => {
    const y = pool(where, tf.reshape(x, [batch, 1, time, channels]), across);
    return tf.reshape(y, [batch, y.shape[2] as number, channels]);
  });
}
