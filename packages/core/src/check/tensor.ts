import type { DataType, Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { describeShape, expected } from './describe';
import { type EmptyAllowed, expectShape, fits, ShapeError, type ShapePattern } from './shape';

/**
 * Checks the dtype of `tensor`.
 *
 * @throws TypeError `Embedding.forward: ids: expected dtype int32, got float32`
 */
export function expectDtype(
  where: string,
  name: string,
  tensor: { readonly dtype: DataType },
  dtype: DataType,
): void {
  if (tensor?.dtype === dtype) return;
  if (typeof tensor?.dtype !== 'string') {
    throw new TypeError(expected(`${where}: ${name}`, `a tensor of dtype ${dtype}`, tensor));
  }
  throw new TypeError(`${where}: ${name}: expected dtype ${dtype}, got ${tensor.dtype}`);
}

/**
 * Checks that `tensor` is a tensor whose data the running engine holds, since kernels read it in place.
 *
 * @throws Error `linear: x: expected a tensor that is alive, got a disposed one [4, 9]`
 * @throws TypeError if it is no tensor, or one of another copy of tfjs-core; ShapeError if its shape was written to
 */
export function expectAlive(where: string, name: string, tensor: Tensor): void {
  if (isAlive(tensor)) return;
  const kind = tensor?.constructor as unknown;
  const isOther = kind !== TENSOR && kind !== VARIABLE;
  if (tensor?.isDisposed === false && isOther && isHeld(tensor)) return;
  if (tensor?.isDisposed === false && !isOther) {
    throw new ShapeError(
      `${where}: ${name}: expected the shape that it was made with, of ${tensor.size} numbers, got ${describeShape(tensor.shape)}`,
    );
  }
  if (tensor?.isDisposed !== true || !Array.isArray(tensor.shape)) {
    const rule = tensor?.isDisposed === false ? 'a tensor of the running engine' : 'a tensor';
    throw new TypeError(expected(`${where}: ${name}`, rule, tensor));
  }
  const shape = describeShape(tensor.shape);
  throw new Error(
    `${where}: ${name}: expected a tensor that is alive, got a disposed one ${shape}`,
  );
}

const engine = tf.engine() as unknown as {
  readonly backendName: string | null;
  readonly state: { readonly tensorInfo: WeakMap<object, { readonly bytes: number }> };
};

// Read once: the exports of tfjs's CommonJS build are slow to read.
const TENSOR = tf.Tensor;
const VARIABLE = tf.Variable;

/**
 * Whether it is a live tensor of this copy of tfjs-core, whose tensors are what they say, but for a shape that was written to:
 * it must still have as many numbers as there are. Runs before every kernel, so it takes what is fast: the field behind the
 * getter `isDisposed`, and the constructor instead of the prototype.
 */
export function isAlive(tensor: Tensor): boolean {
  const inner = tensor as unknown as { readonly isDisposedInternal?: boolean } | null | undefined;
  if (inner?.isDisposedInternal !== false) return false;
  const { constructor: kind, shape } = tensor;
  if (kind !== TENSOR && kind !== VARIABLE) return false;
  let size = 1;
  for (let i = 0; i < shape.length; i++) size *= shape[i] as number;
  return size === tensor.size;
}

/** Whether it is a live float32 tensor: `isAlive` once more, since it is asked before every kernel. */
export function isFloats(tensor: Tensor): boolean {
  const inner = tensor as unknown as { readonly isDisposedInternal?: boolean } | null | undefined;
  if (inner?.isDisposedInternal !== false || tensor.dtype !== 'float32') return false;
  const { constructor: kind, shape } = tensor;
  if (kind !== TENSOR && kind !== VARIABLE) return false;
  let size = 1;
  for (let i = 0; i < shape.length; i++) size *= shape[i] as number;
  return size === tensor.size;
}

/** Whether the engine knows the data of `tensor`. On WASM, where kernels trust the shape, its size must fit too. */
function isHeld({ dataId, shape, dtype }: Tensor): boolean {
  const info = engine.state.tensorInfo.get(dataId);
  if (info === undefined) return false;
  if (engine.backendName !== 'wasm' || dtype === 'string') return true;
  let bytes = dtype === 'bool' ? 1 : dtype === 'complex64' ? 8 : 4;
  for (let i = 0; i < shape.length; i++) bytes *= shape[i] as number;
  return info.bytes === bytes;
}

/**
 * Checks a tensor argument whole: alive, of this dtype and this shape. Empty axes are refused unless `emptyAllowed`.
 *
 * @throws Error, TypeError or ShapeError, as `expectAlive`, `expectDtype` and `expectShape`
 */
export function expectTensor(
  where: string,
  name: string,
  tensor: Tensor,
  pattern: ShapePattern,
  dtype: DataType = 'float32',
  emptyAllowed: EmptyAllowed = false,
): void {
  const alive = dtype === 'float32' ? isFloats(tensor) : isAlive(tensor) && tensor.dtype === dtype;
  if (alive && fits(tensor.shape, pattern, emptyAllowed)) return;
  expectShape(where, name, tensor, pattern, emptyAllowed);
  expectDtype(where, name, tensor, dtype);
  expectAlive(where, name, tensor);
}
