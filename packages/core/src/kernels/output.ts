import * as tf from '@tensorflow/tfjs-core';
import { describeShape } from '../errors';
import { engine } from '../tape/engine';
import { wasmBackend } from './registry';

/** Where a tensor's data lies in WASM memory, in bytes. Data does not move while its tensor lives. */
export function addressOf(x: tf.Tensor): number {
  return wasmBackend().dataIdMap.get(x.dataId).memoryOffset;
}

/** The address of a tensor, 0 for none: what kernels take for what is optional. */
export function addressOrNone(x: tf.Tensor | null | undefined): number {
  return x ? addressOf(x) : 0;
}

/**
 * A new float32 tensor of the wasm backend whose contents are not yet written.
 *
 * @throws RangeError when WASM memory (4 GiB at most) is full
 */
export function allocate<T extends tf.Tensor = tf.Tensor>(shape: readonly number[]): T {
  const backend = wasmBackend();
  let size = 1;
  for (let i = 0; i < shape.length; i++) size *= shape[i] as number;
  // Asked for here, not by tfjs, which counts bytes modulo 2^32 and does not look at what it gets.
  const at = size < LIMIT ? backend.wasm._malloc(4 * size) >>> 0 : 0;
  if (at === 0 && size > 0) {
    throw new RangeError(
      `allocate: expected room for float32 ${describeShape(shape)}, got no WASM memory`,
    );
  }
  return trackNew(backend.makeOutput(shape, 'float32', at), size) as T;
}

/** A tensor of new data, as `engine.makeTensorFromTensorInfo` makes it without asking what is known. */
function trackNew({ dataId, shape }: tf.TensorInfo, size: number): tf.Tensor {
  const { state } = engine;
  const y = new tf.Tensor(shape, 'float32', dataId, engine.nextTensorId());
  const bytes = 4 * size;
  state.numTensors++;
  state.numDataBuffers++;
  state.numBytes += bytes;
  state.tensorInfo.set(dataId, {
    backend: engine.backend,
    dtype: 'float32',
    shape: y.shape,
    bytes,
  });
  return engine.track(y);
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
