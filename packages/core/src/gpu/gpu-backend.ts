import { engine } from '../engine/engine';

/** A GPUBuffer, of which nothing is asked but its size. */
export interface GpuBuffer {
  readonly size: number;
}

/** What the webgpu backend knows of one tensor's data. */
export interface GpuData {
  resource: GpuBuffer | null | undefined;
  /** A copy that was read back, or what is not on the GPU yet. */
  values: ArrayLike<number> | null | undefined;
  refCount: number;
  /** The buffer is a user's. */
  external?: boolean | undefined;
}

/** A GPUComputePassEncoder. */
export interface GpuPass {
  setPipeline(pipeline: object): void;
  setBindGroup(index: number, group: object): void;
  dispatchWorkgroups(x: number, y: number): void;
}

/** A GPUDevice. */
export interface GpuDevice {
  readonly limits: {
    readonly maxStorageBufferBindingSize: number;
    readonly maxStorageBuffersPerShaderStage: number;
    readonly maxComputeWorkgroupsPerDimension: number;
    readonly maxComputeWorkgroupStorageSize: number;
    readonly maxComputeInvocationsPerWorkgroup: number;
  };
  readonly queue: {
    writeBuffer(buffer: GpuBuffer, offset: number, data: ArrayBuffer): void;
  };
  createShaderModule(descriptor: object): object;
  createBindGroupLayout(descriptor: object): object;
  createPipelineLayout(descriptor: object): object;
  createComputePipeline(descriptor: object): object;
  createBindGroup(descriptor: object): object;
  createBuffer(descriptor: object): GpuBuffer;
}

/**
 * The parts of tfjs's webgpu backend (4.22, whose version core pins) that programs of ours are recorded by: into the same
 * passes as tfjs's own, so that both run in their order.
 */
export interface GpuBackend {
  readonly device: GpuDevice;
  readonly tensorMap: { get(dataId: object): GpuData };
  commandEncoder: { beginComputePass(descriptor: object): GpuPass } | null;
  computePassEncoder: GpuPass | null;
  commandQueueOwnedIds: WeakSet<object>;
  dispatchCountInPass: number;
  makeTensorInfo(
    shape: readonly number[],
    dtype: string,
  ): { dataId: object; shape: number[]; dtype: 'float32' };
  uploadToGPU(dataId: object): void;
  ensureCommandEncoderReady(): void;
  endComputePassEncoder(): void;
  submitQueue(): void;
  convertAndCacheOnCPU(dataId: object, data: ArrayLike<number>): ArrayLike<number>;
}

/** tfjs's webgpu backend; call it only where that runs. */
export function gpuBackend(): GpuBackend {
  return (engine.backendInstance ?? engine.backend) as unknown as GpuBackend;
}
