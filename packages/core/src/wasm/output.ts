import * as tf from '@tensorflow/tfjs-core';
import { expected } from '../check/describe';
import { expectAlive, expectTensor } from '../check/tensor';
import { engine, making } from '../engine/engine';
import { type Address, NOWHERE } from './kernel-module';
import { noRoom } from './memory';
import { noBackend, shared, wasmBackend } from './registry';

// Read once: the exports of tfjs's CommonJS build are slow to read.
const TENSOR = tf.Tensor;
const VARIABLE = tf.Variable;

/**
 * Where a tensor's data lies in WASM memory, in bytes. Data does not move while its tensor lives.
 *
 * @throws TypeError, Error if x is not a tensor, is disposed, or holds strings
 */
export function addressOf(x: tf.Tensor): Address {
  const { dataIdMap } = shared.backend ?? noBackend();
  let at: number | null;
  try {
    at = dataIdMap.get(x.dataId).memoryOffset;
  } catch (error) {
    expectAlive('addressOf', 'x', x);
    throw error;
  }
  if (at === null) throw new TypeError(expected('addressOf: x', 'a tensor of numbers', x));
  return at as Address;
}

/** The address of a live tensor's data where nothing else refers to them, so that they may be changed in place. */
export function soleAddress(x: tf.Tensor): Address | undefined {
  const { dataIdMap } = shared.backend ?? noBackend();
  const { memoryOffset, refCount } = dataIdMap.get(x.dataId);
  return refCount === 1 && memoryOffset !== null ? (memoryOffset as Address) : undefined;
}

/** `soleAddress` of each of `xs`, written into `at`; of one that is not alone, what `make` gives. */
export function soleAddresses<T extends tf.Tensor>(
  xs: readonly T[],
  at: Address[],
  make: (x: T) => Address,
): void {
  const { dataIdMap } = shared.backend ?? noBackend();
  for (let i = 0; i < xs.length; i++) {
    const x = xs[i] as T;
    const { memoryOffset, refCount } = dataIdMap.get(x.dataId);
    at[i] = refCount === 1 && memoryOffset !== null ? (memoryOffset as Address) : make(x);
  }
}

/** The address of a tensor, 0 for none: what kernels take for what is optional. */
export function addressOrNone(x: tf.Tensor | null | undefined): Address {
  return x ? addressOf(x) : NOWHERE;
}

/** The addresses of tensors by their names, as kernels of many arguments take them; `NOWHERE` for one that there is not. */
export function addressesOf<K extends string>(
  tensors: Readonly<Record<K, tf.Tensor | null | undefined>>,
): Record<K, Address> {
  const { dataIdMap } = shared.backend ?? noBackend();
  const at = {} as Record<K, Address>;
  for (const name in tensors) {
    const x = tensors[name];
    // The live ones without a call each; `addressOf` has the texts.
    if (!x) at[name] = NOWHERE;
    else if (x.constructor !== TENSOR && x.constructor !== VARIABLE) at[name] = addressOf(x);
    else {
      const known = x.isDisposed ? null : dataIdMap.get(x.dataId).memoryOffset;
      at[name] = (known as Address | null) ?? addressOf(x);
    }
  }
  return at;
}

/**
 * A new tensor of the wasm backend, float32 or int32, whose contents are not yet written.
 *
 * @throws RangeError for an invalid shape, and when WASM memory (4 GiB at most) is full
 */
export function allocate<T extends tf.Tensor = tf.Tensor>(
  shape: readonly number[],
  dtype: 'float32' | 'int32' = 'float32',
): T {
  const backend = shared.backend ?? noBackend();
  if (!Array.isArray(shape)) throw new TypeError(expected('allocate: shape', 'an array', shape));
  if (dtype !== 'float32' && dtype !== 'int32') {
    throw new TypeError(expected('allocate: dtype', '"float32" or "int32"', dtype));
  }
  let size = 1;
  for (let i = 0; i < shape.length; i++) {
    const axis = shape[i] as number;
    if (!Number.isInteger(axis) || axis < 0) {
      throw new RangeError(expected('allocate: shape', 'sizes', shape));
    }
    size *= axis;
  }
  const bytes = 4 * size;
  let at: number;
  try {
    at = backend.wasm._malloc(bytes);
  } catch (error) {
    // Not NoRoom: core's ESM and CJS builds each have a class of that name, and the error may be the other one's.
    throw error instanceof RangeError ? noRoom('allocate', dtype, shape) : error;
  }
  // As `engine.makeTensorFromTensorInfo` makes a tensor of new data, without asking what is known.
  const { dataId, shape: own } = backend.makeOutput(shape, dtype, at);
  const { state } = engine;
  const y = new tf.Tensor(own, dtype, dataId, engine.nextTensorId());
  state.numTensors++;
  state.numDataBuffers++;
  state.numBytes += bytes;
  state.tensorInfo.set(dataId, {
    // Not `engine.backend`, which asks whether there is one.
    backend: backend as unknown as tf.KernelBackend,
    dtype,
    shape: y.shape,
    bytes,
  });
  if (making.running) making.list[making.count++] = y;
  return engine.track(y) as T;
}

/**
 * Writes the first element of a float32 tensor that `allocate` made.
 *
 * @throws ShapeError if it has none; TypeError, Error if it is not such a tensor, or `value` is no number
 */
export function writeScalar(y: tf.Tensor, value: number): void {
  if (typeof value !== 'number') throw new TypeError(expected('writeScalar', 'a number', value));
  if (!(y?.size > 0 && y.dtype === 'float32')) expectTensor('writeScalar', 'y', y, ['...']);
  new Float32Array(wasmBackend().wasm.HEAPU8.buffer, addressOf(y), 1)[0] = value;
}

/**
 * Reads the first element of a float32 tensor where it lies.
 *
 * @throws ShapeError if there is none; TypeError, Error if it is not such a tensor
 */
export function readScalar(x: tf.Tensor): number {
  expectTensor('readScalar', 'x', x, ['...']);
  return new Float32Array(wasmBackend().wasm.HEAPU8.buffer, addressOf(x), 1)[0] as number;
}
