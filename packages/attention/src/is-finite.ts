import { addressOf, kernelsOf } from '@dl/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import { ATTENTION } from './generated/wasm';

/** Whether all of x is known to be finite: false on WebGPU too, which cannot be asked in step. */
export function isFiniteNow(x: tf.Tensor): boolean {
  const kernels = kernelsOf(ATTENTION);
  if (kernels !== undefined) return kernels.attendIsFinite(x.size, addressOf(x)) === 1;
  return tf.getBackend() === 'cpu' && (x.dataSync() as Float32Array).every(Number.isFinite);
}

/** bool: where x is neither infinite nor NaN. */
export function whereFinite(x: tf.Tensor): tf.Tensor {
  return tf.lessEqual(tf.abs(x), LARGEST_FLOAT);
}

const LARGEST_FLOAT = (2 - 2 ** -23) * 2 ** 127;
