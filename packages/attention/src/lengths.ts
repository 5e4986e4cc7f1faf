import { expected, expectInteger, expectTensor, ShapeError } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';

/**
 * How many keys each row of the batch has, each 0 to all; a tensor of them, int32 [batch], is read at once, which WebGPU
 * cannot do.
 */
export type Lengths = readonly number[] | Int32Array | tf.Tensor1D;

/**
 * The keys of each row as an array of its own: what the caller writes into theirs later does not reach the gradient.
 *
 * @throws ShapeError for another number of them; RangeError for one that is none; TypeError for what holds no integers, and
 *   for a tensor on WebGPU
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
