import * as tf from '@tensorflow/tfjs-core';
import { describeShape } from '../../check/describe';
import { expectInteger, LARGEST } from '../../check/number';
import { expectRoom } from '../../check/room';
import { ShapeError } from '../../check/shape';
import { expectNumbers } from '../kit/axes';
import { where } from './where';

/**
 * The lower triangle of matrices: x[…, i, j] where j ≤ i + diagonal, else 0, whatever stood there. Gradient: dy in the
 * triangle, 0 elsewhere. As `torch.tril`.
 *
 * @param x float32, int32 or bool [..., rows, columns]; a gradient flows through float32
 * @param diagonal the last one that is kept: 0 is the main one, those over it are positive. Default 0
 * @throws ShapeError for less than two axes
 */
export function tril<T extends tf.Tensor>(x: T, diagonal = 0): T {
  return triangle('tril', x, diagonal, (i, j) => j <= i + diagonal);
}

/**
 * The upper triangle of matrices: x[…, i, j] where j ≥ i + diagonal, else 0, whatever stood there. Gradient: dy in the
 * triangle, 0 elsewhere. As `torch.triu`.
 *
 * @param x float32, int32 or bool [..., rows, columns]; a gradient flows through float32
 * @param diagonal the first one that is kept: 0 is the main one, those over it are positive. Default 0
 * @throws ShapeError for less than two axes
 */
export function triu<T extends tf.Tensor>(x: T, diagonal = 0): T {
  return triangle('triu', x, diagonal, (i, j) => j >= i + diagonal);
}

function triangle<T extends tf.Tensor>(
  name: string,
  x: T,
  diagonal: number,
  keeps: (i: number, j: number) => boolean,
): T {
  expectNumbers(name, 'x', x);
  expectInteger(name, 'diagonal', diagonal, -LARGEST, LARGEST);
  if (x.rank < 2) {
    throw new ShapeError(
      `${name}: x: expected [..., rows, columns], got ${describeShape(x.shape)}`,
    );
  }
  const [rows, columns] = x.shape.slice(-2) as [number, number];
  expectRoom(name, 'mask', [rows, columns], 'bool');
  const mask = new Uint8Array(rows * columns);
  for (let at = 0; at < mask.length; at++) {
    mask[at] = keeps(Math.floor(at / columns), at % columns) ? 1 : 0;
  }
  return tf.tidy(
    () => where(tf.tensor2d(mask, [rows, columns], 'bool'), x, tf.zeros([], x.dtype)) as T,
  );
}
