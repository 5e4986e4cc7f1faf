import { expected, expectInteger, expectTensor, ShapeError } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Lengths } from './cell';

/**
 * The length of each row, from 0 to time, as a copy: what the caller writes into their array later does not reach the
 * gradient.
 *
 * @throws ShapeError for another number of lengths; RangeError for an invalid one; TypeError for anything but integers, and for
 *   a tensor on WebGPU, which cannot be read synchronously
 */
export function readLengths(
  where: string,
  lengths: Lengths,
  batch: number,
  time: number,
): Int32Array {
  const values = lengths instanceof tf.Tensor ? readTensor(where, lengths, batch) : lengths;
  if (!Array.isArray(values) && !(ArrayBuffer.isView(values) && 'length' in values)) {
    throw new TypeError(expected(`${where}: lengths`, 'integers, one a row', values));
  }
  if (values.length !== batch) {
    throw new ShapeError(`${where}: lengths: expected ${batch} of them, got ${values.length}`);
  }
  const own = new Int32Array(batch);
  for (let b = 0; b < batch; b++) {
    const length = values[b] as number;
    // The text of a name that is not needed costs as much as the check.
    if (
      !(
        typeof length === 'number' &&
        length >= 0 &&
        length <= time &&
        length === Math.floor(length)
      )
    ) {
      expectInteger(where, `lengths.${b}`, length, 0, time);
    }
    own[b] = length;
  }
  return own;
}

function readTensor(where: string, lengths: tf.Tensor1D, batch: number): Int32Array {
  expectTensor(where, 'lengths', lengths, [batch], 'int32');
  if (tf.getBackend() === 'webgpu') {
    throw new TypeError(
      `${where}: lengths: expected numbers on WebGPU, got a tensor, which cannot be read at once: give await lengths.data()`,
    );
  }
  return lengths.dataSync() as Int32Array;
}
