import * as tf from '@tensorflow/tfjs-core';
import { CORE } from '../generated/wasm';
import { addressOf, allocate, soleAddress } from './output';
import { kernelsOf } from './registry';

/** tfjs's kernels that ours replace where nothing broadcasts: its own are scalar, and run on one thread. */
const OURS = { [tf.Add]: 'add', [tf.Sub]: 'subtract', [tf.Multiply]: 'multiply' } as const;

/** A kernel of two inputs, by ours where both are float32 of one shape. */
export function ofOneShape(kernelName: string, original: tf.KernelFunc): tf.KernelFunc {
  const ours = OURS[kernelName as keyof typeof OURS];
  if (ours === undefined) return original;
  return (call) => {
    const { a, b } = call.inputs as { a: tf.Tensor; b: tf.Tensor };
    const kernels = areAlike(a, b) ? kernelsOf(CORE) : undefined;
    if (kernels === undefined) return original(call);
    const y = allocate(a.shape);
    kernels[ours](addressOf(a), addressOf(b), addressOf(y), y.size);
    return y;
  };
}

/** sum += x, where `sum` is float32 in WASM memory and nobody else sees its data; else false, and nothing is done. */
export function addInPlace(sum: tf.Tensor, x: tf.Tensor): boolean {
  const kernels = areAlike(sum, x) ? kernelsOf(CORE) : undefined;
  const at = kernels && soleAddress(sum);
  if (at === undefined) return false;
  kernels?.add(at, addressOf(x), at, sum.size);
  return true;
}

function areAlike(a: tf.TensorInfo, b: tf.TensorInfo): boolean {
  const { shape } = a;
  if (a.dtype !== 'float32' || b.dtype !== 'float32' || shape.length !== b.shape.length)
    return false;
  for (let i = 0; i < shape.length; i++) if (shape[i] !== b.shape[i]) return false;
  return true;
}
