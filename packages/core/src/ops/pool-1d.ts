import * as tf from '@tensorflow/tfjs-core';
import { expectShape } from '../check/shape';
import { type AvgPoolOptions, avgPool2d } from './avg-pool-2d';
import { expectFloats } from './check';
import { acrossOnly } from './conv1d';
import { type MaxPoolOptions, maxPool2d } from './max-pool-2d';
import type { PoolOptions } from './pool-windows';

/**
 * The largest of each window of a sequence: see `maxPool2d`.
 *
 * @param x float32 [batch, time, channels]
 * @param options as of `maxPool2d`, with numbers (or a list of one) for its one axis
 * @returns [batch, time, channels]
 */
export function maxPool1d(x: tf.Tensor, options: MaxPoolOptions): tf.Tensor3D {
  return asImage('maxPool1d', x, (rows) => maxPool2d(rows, oneAxis(options)));
}

/**
 * The mean of each window of a sequence: see `avgPool2d`.
 *
 * @param x float32 [batch, time, channels]
 * @param options as of `avgPool2d`, with numbers (or a list of one) for its one axis
 * @returns [batch, time, channels]
 */
export function avgPool1d(x: tf.Tensor, options: AvgPoolOptions): tf.Tensor3D {
  return asImage('avgPool1d', x, (rows) => avgPool2d(rows, oneAxis(options)));
}

function oneAxis<T extends PoolOptions>(options: T): T {
  const { size, stride = size } = options;
  return { ...options, ...acrossOnly({ ...options, stride }), size: [1, ...[size].flat()] };
}

function asImage(where: string, x: tf.Tensor, f: (rows: tf.Tensor) => tf.Tensor): tf.Tensor3D {
  expectFloats(where, 'x', x);
  expectShape(where, 'x', x, ['batch', 'time', 'channels']);
  const [batch, time, channels] = x.shape as [number, number, number];
  return tf.tidy(() => {
    const y = f(tf.reshape(x, [batch, 1, time, channels]));
    return tf.reshape(y, [batch, y.shape[2] as number, channels]);
  });
}
