import { type GpuBackend, gpuBackend } from './gpu-backend';

/** What the GPU lets a program have. */
export interface GpuLimits {
  /** Bytes of a tensor. */
  readonly bytes: number;
  /** Bytes that a group of threads shares. */
  readonly shared: number;
  /** Tensors that it reads or writes. */
  readonly buffers: number;
  /** Groups along one axis. */
  readonly groups: number;
}

// Asked once: the device makes an object of them each time.
const known = /* @__PURE__ */ new WeakMap<GpuBackend, GpuLimits>();

/** The limits of the running GPU; call it only where there is one. */
export function gpuLimits(): GpuLimits {
  const backend = gpuBackend();
  const found = known.get(backend);
  if (found !== undefined) return found;
  const { limits } = backend.device;
  const made = {
    bytes: limits.maxStorageBufferBindingSize,
    shared: limits.maxComputeWorkgroupStorageSize,
    buffers: limits.maxStorageBuffersPerShaderStage,
    groups: limits.maxComputeWorkgroupsPerDimension,
  };
  known.set(backend, made);
  return made;
}
