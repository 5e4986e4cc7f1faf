import * as tf from '@tensorflow/tfjs-core';
import { type GpuBackend, gpuBackend } from './gpu-backend';

/**
 * Makes a Variable's data its own and leaves it on the GPU, so that a program may change it in place: a clone or a reshape,
 * which refers to the same data, keeps the old values.
 */
export function ownOnGpu(variable: tf.Variable): void {
  if (isSoleOnGpu(variable)) return;
  tf.tidy(() => variable.assign(tf.add(variable, 0)));
  isSoleOnGpu(variable);
}

/** Whether nothing else refers to a tensor's data; then they are left on the GPU, to be changed in place. */
export function isSoleOnGpu({ dataId }: tf.Tensor): boolean {
  const backend = gpuBackend();
  const { refCount, external } = backend.tensorMap.get(dataId);
  if (refCount !== 1 || external) return false;
  changing(backend).add(dataId);
  // Uploads what is not there yet; what was read back would be old.
  backend.uploadToGPU(dataId);
  backend.tensorMap.get(dataId).values = null;
  return true;
}

const patched = /* @__PURE__ */ new WeakMap<GpuBackend, WeakSet<object>>();

/** Data that programs change: a reading of it that ends after a change must not be kept as its values. */
function changing(backend: GpuBackend): WeakSet<object> {
  const known = patched.get(backend);
  if (known !== undefined) return known;
  const own = new WeakSet<object>();
  const keep = backend.convertAndCacheOnCPU;
  backend.convertAndCacheOnCPU = function (this: GpuBackend, dataId, data) {
    return own.has(dataId) ? data : keep.call(this, dataId, data);
  };
  patched.set(backend, own);
  return own;
}
