import type * as tf from '@tensorflow/tfjs-core';
import { describeShape } from '../errors';
import { engine } from '../tape/engine';
import { wasmBackend } from './registry';

/** Where a tensor's data lies in WASM memory. Good until the next allocation frees or moves nothing: data never moves. */
export function addressOf(x: tf.Tensor): number {
  return wasmBackend().dataIdMap.get(x.dataId).memoryOffset;
}

/**
 * A new float32 tensor of the wasm backend whose contents are not yet written.
 *
 * @throws RangeError when WASM memory (4 GiB at most) is full
 */
export function allocate<T extends tf.Tensor = tf.Tensor>(shape: readonly number[]): T {
  const backend = wasmBackend();
  const info = backend.makeOutput(shape, 'float32');
  const at = backend.dataIdMap.get(info.dataId).memoryOffset;
  const y = engine.makeTensorFromTensorInfo(info) as T;
  // tfjs counts bytes modulo 2^32 when it asks for them.
  if ((at === 0 && y.size > 0) || y.size >= LIMIT) {
    y.dispose();
    throw new RangeError(
      `allocate: expected room for float32 ${describeShape(shape)}, got no WASM memory`,
    );
  }
  return y;
}

/** As many floats as the 4 GiB of a WASM memory. */
const LIMIT = 2 ** 30;

/** Writes the one element of a scalar that `allocate` made. */
export function writeScalar(y: tf.Tensor, value: number): void {
  new Float32Array(wasmBackend().wasm.HEAPU8.buffer, addressOf(y), 1)[0] = value;
}

/** Reads the first element of a float32 tensor where it lies. */
export function readScalar(x: tf.Tensor): number {
  return new Float32Array(wasmBackend().wasm.HEAPU8.buffer, addressOf(x), 1)[0] as number;
}
