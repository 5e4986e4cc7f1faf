import * as tf from '@tensorflow/tfjs-core';
import { expectTensor } from '../../check/tensor';
import { meanOfBins } from './adaptive-avg-pool-2d';
import { largestOfWindows } from './max-pool-2d';

/**
 * The mean of each channel of an image, y[b, c] = Σ x[b, i, j, c] / (height · width). Gradient: dx = dy / (height · width).
 * Lin, Chen and Yan, Network in network, 2014.
 *
 * @param x float32 [batch, height, width, channels]
 * @returns [batch, channels]
 */
export function globalAvgPool2d(x: tf.Tensor): tf.Tensor2D {
  return tf.tidy(() => ofAll(meanOfBins('globalAvgPool2d', x, 1)));
}

/**
 * The largest of each channel of an image; the gradient goes to the first of the largest.
 *
 * @param x float32 [batch, height, width, channels]
 * @returns [batch, channels]
 */
export function globalMaxPool2d(x: tf.Tensor): tf.Tensor2D {
  const axes = ['batch', 'height', 'width', 'channels'];
  expectTensor('globalMaxPool2d', 'x', x, axes, 'float32', 'batch');
  const size = x.shape.slice(1, 3);
  return tf.tidy(() => ofAll(largestOfWindows('globalMaxPool2d', x, { size })));
}

function ofAll(y: tf.Tensor): tf.Tensor2D {
  return tf.reshape(y, [y.shape[0] as number, y.shape[3] as number]);
}
