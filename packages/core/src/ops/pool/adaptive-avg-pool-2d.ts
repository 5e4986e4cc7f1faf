import type * as tf from '@tensorflow/tfjs-core';
import { expectRoom } from '../../check/room';
import { expectTensor } from '../../check/tensor';
import { axisWindow, perAxis } from '../conv/conv-geometry';
import { meanOfPlan } from './avg-pool-2d';

/**
 * Means over the parts of an image of any size, for a result of a given size: y[b, i, j, c] is the mean of the rows
 * ⌊i h/m⌋ to ⌈(i + 1) h/m⌉ − 1 and of the columns ⌊j w/n⌋ to ⌈(j + 1) w/n⌉ − 1 for a result of m × n. Gradient: each entry gets
 * the shares of the means that it is in. As `torch.nn.functional.adaptive_avg_pool2d`.
 *
 * @param x float32 [batch, height, width, channels]
 * @param size height and width of the result, or one for both
 * @returns [batch, ...size, channels]
 * @throws ShapeError for another rank, RangeError for an invalid size
 */
export function adaptiveAvgPool2d(
  x: tf.Tensor,
  size: number | readonly [height: number, width: number],
): tf.Tensor4D {
  return meanOfBins('adaptiveAvgPool2d', x, size);
}

/** `adaptiveAvgPool2d`, with errors that speak of `where`. */
export function meanOfBins(
  where: string,
  x: tf.Tensor,
  size: number | readonly number[],
): tf.Tensor4D {
  expectTensor(where, 'x', x, ['batch', 'height', 'width', 'channels'], 'float32', 'batch');
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const [rows, columns] = perAxis(where, 'size', size, 2) as [number, number];
  expectRoom(where, 'result', [batch, rows, columns, channels]);
  const bins = (axis: number, entries: number, out: number) =>
    axisWindow(where, axis, {
      in: entries,
      out,
      kernel: 1,
      stride: 1,
      dilation: 1,
      before: 0,
      after: 0,
    });
  const plan = {
    batch,
    in: channels,
    out: channels,
    groups: 1,
    windows: [bins(0, height, rows), bins(1, width, columns)] as const,
  };
  return meanOfPlan(x, plan, 'bins') as tf.Tensor4D;
}
