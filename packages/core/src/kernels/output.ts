import type * as tf from '@tensorflow/tfjs-core';
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
  if (backend.dataIdMap.get(info.dataId).memoryOffset === 0 && !shape.includes(0)) {
    backend.disposeData(info.dataId);
    throw new RangeError(`allocate: expected room for float32 [${shape}], got no WASM memory`);
  }
  return engine.makeTensorFromTensorInfo(info) as T;
}

/** Writes the one element of a scalar that `allocate` made. */
export function writeScalar(y: tf.Tensor, value: number): void {
  new Float32Array(wasmBackend().wasm.HEAPU8.buffer, addressOf(y), 1)[0] = value;
}

/** Reads the first element of a float32 tensor where it lies. */
export function readScalar(x: tf.Tensor): number {
  return new Float32Array(wasmBackend().wasm.HEAPU8.buffer, addressOf(x), 1)[0] as number;
}
