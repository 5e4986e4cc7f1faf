import * as tf from '@tensorflow/tfjs-core';
import { expected } from './describe';
import { expectInteger } from './number';
import { ShapeError } from './shape';
import { expectTensor } from './tensor';

/**
 * How many steps of each row of a batch count, from the first on; what follows is padding. Numbers, or an int32 tensor
 * [batch], which is read synchronously, which WebGPU cannot do.
 */
export type Lengths = readonly number[] | Int32Array | tf.Tensor1D;

/**
 * The length of each row, from 0 to `most`, as a copy: what the caller writes into their array later does not reach the
 * gradient.
 *
 * @param name what errors call them
 * @throws ShapeError for another number of lengths; RangeError for an invalid one; TypeError for anything but integers, and for
 *   a tensor on WebGPU, which cannot be read synchronously
 */
export function readLengths(
  where: string,
  lengths: Lengths,
  batch: number,
  most: number,
  name = 'lengths',
): Int32Array {
  const values = lengths instanceof tf.Tensor ? readTensor(where, lengths, batch, name) : lengths;
  if (!Array.isArray(values) && !(ArrayBuffer.isView(values) && 'length' in values)) {
    throw new TypeError(expected(`${where}: ${name}`, 'integers, one a row', values));
  }
  if (values.length !== batch) {
    throw new ShapeError(`${where}: ${name}: expected ${batch} of them, got ${values.length}`);
  }
  const own = new Int32Array(batch);
  for (let b = 0; b < batch; b++) {
    const length = values[b] as number;
    // The text of a name that is not needed costs as much as the check.
    if (
      typeof length !== 'number' ||
      !(length >= 0 && length <= most && Number.isInteger(length))
    ) {
      expectInteger(where, `${name}.${b}`, length, 0, most);
    }
    own[b] = length;
  }
  return own;
}

function readTensor(where: string, lengths: tf.Tensor1D, batch: number, name: string): Int32Array {
  expectTensor(where, name, lengths, [batch], 'int32', true);
  if (tf.getBackend() === 'webgpu') {
    throw new TypeError(
      `${where}: ${name}: expected numbers on WebGPU, got a tensor, which cannot be read synchronously: pass await lengths.data()`,
    );
  }
  return lengths.dataSync() as Int32Array;
}
