import { expected, expectInteger, expectTensor, ShapeError } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';

/**
 * How many keys each row of the batch has, from 0 to all of them. An int32 tensor [batch] is read synchronously, which
 * WebGPU cannot do.
 */
export type Lengths = readonly number[] | Int32Array | tf.Tensor1D;

/**
 * The number of keys of each row, as a copy: what the caller writes into their array later does not reach the gradient.
 *
 * @throws ShapeError for another number of lengths; RangeError for an invalid one; TypeError for anything but integers, and for
 *   a tensor on WebGPU
 */
export function readLengths(
  where: string,
  lengths: Lengths,
  batch: number,
  keys: number,
): Int32Array {
  const values = lengths instanceof tf.Tensor ? readTensor(where, lengths, batch) : lengths;
  if (!Array.isArray(values) && !(ArrayBuffer.isView(values) && 'length' in values)) {
    throw new TypeError(expected(`${where}: mask.lengths`, 'integers, one a row', values));
  }
  if (values.length !== batch) {
    throw new ShapeError(`${where}: mask.lengths: expected ${batch} of them, got ${values.length}`);
  }
  for (let b = 0; b < batch; b++) {
    expectInteger(where, `mask.lengths.${b}`, values[b] as number, 0, keys);
  }
  return Int32Array.from(values);
}

function readTensor(where: string, lengths: tf.Tensor1D, batch: number): Int32Array {
  expectTensor(where, 'mask.lengths', lengths, [batch], 'int32');
  if (tf.getBackend() === 'webgpu') {
    throw new TypeError(
      `${where}: mask.lengths: expected numbers on WebGPU, got a tensor, which cannot be read at once: give await lengths.data()`,
    );
  }
  return lengths.dataSync() as Int32Array;
}
