import * as tf from '@tensorflow/tfjs-core';

/** One recorded op: what went in, what came out, and how a gradient flows back through it. */
export interface TapeNode {
  id: number;
  kernelName: string;
  inputs: Record<string, tf.Tensor> | readonly tf.Tensor[];
  outputs: tf.Tensor[];
  gradient?: (dys: (tf.Tensor | null)[]) => Record<string, () => tf.Tensor>;
  saved?: tf.Tensor[];
}

/**
 * The parts of tfjs's engine (4.22, whose version every tfjs backend pins) that core reaches into,
 * so that recording an op costs one array push instead of tens of microseconds.
 */
export interface Engine {
  state: {
    activeTape: TapeNode[] | null;
    activeScope: { id: number } | null;
    nextTapeNodeId: number;
    gradientDepth: number;
    kernelDepth: number;
    profiling: boolean;
    numTensors: number;
    numBytes: number;
  };
  backendName: string | null;
  backendInstance: tf.KernelBackend | null;
  readonly backend: tf.KernelBackend;
  nextTensorId(): number;
  startScope(name?: string): void;
  endScope(result?: tf.TensorContainer): void;
  keep<T extends tf.Tensor>(tensor: T): T;
  makeTensorFromTensorInfo(info: tf.TensorInfo, backend?: tf.KernelBackend): tf.Tensor;
  runKernelFunc(params: {
    forwardFunc: (
      backend: tf.KernelBackend,
      save: (tensors: readonly tf.Tensor[]) => void,
    ) => tf.Tensor | tf.Tensor[];
    backwardsFunc: (
      dy: tf.Tensor | tf.Tensor[],
      saved: tf.Tensor[],
    ) => Record<string, () => tf.Tensor>;
    inputs: tf.NamedTensorMap;
  }): tf.Tensor | tf.Tensor[];
}

/** tfjs's one engine of this process. */
export const engine = tf.engine() as unknown as Engine;

/** A second tensor over the same data: no copy, one more reference. */
export function alias<T extends tf.Tensor>(x: T): T {
  engine.backend.incRef(x.dataId);
  return engine.makeTensorFromTensorInfo(x) as T;
}
