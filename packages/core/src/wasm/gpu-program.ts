import * as tf from '@tensorflow/tfjs-core';
import { engine } from '../engine/engine';

/** A WGSL program for tfjs's webgpu backend, of one output. */
export interface GpuProgram {
  /** Unique: programs of one key and the same ranks are compiled once. */
  readonly key: string;
  /** By the names under which the code reads them, as arrays: `x[i]`. */
  readonly inputs: Readonly<Record<string, tf.Tensor>>;
  readonly outputShape: readonly number[];
  /** Of the output; of int32 and bool `setOutputAtIndexI32(i, value)` writes. Default float32. */
  readonly dtype?: 'float32' | 'int32' | 'bool';
  /** Numbers that change from call to call, as `uniforms.NAME`. */
  readonly uniforms?: Readonly<Record<string, GpuUniform>>;
  /** Groups of `GPU_THREADS` threads. Default: a thread an element of the output. */
  readonly groups?: number;
  /**
   * WGSL with a `fn main(index : i32)`, which a thread runs; `setOutputAtIndex(i, value)` writes. Threads
   * are more than elements: `uniforms.size` is the number of those, `uniforms.outShape` their shape. It reads every
   * input and one uniform at least: what it does not read WebGPU leaves unbound, and then nothing runs.
   */
  readonly code: string;
}

/** A number that a program is given. */
export interface GpuUniform {
  readonly type: 'i32' | 'f32';
  readonly value: number;
}

/** Threads of a group. */
export const GPU_THREADS = 64;

/** WebGPU's limit along one axis: beyond it the groups stand in a square. */
const MOST_GROUPS = 65535;

/** What is used of tfjs's webgpu backend. */
interface GpuBackend {
  runWebGPUProgram(
    program: object,
    inputs: readonly tf.Tensor[],
    dtype: 'float32' | 'int32' | 'bool',
    uniforms: readonly { type: 'int32' | 'float32'; data: number[] }[],
  ): tf.TensorInfo;
}

/** Whether `runGpuProgram` may be called: the running backend is webgpu. */
export function hasGpu(): boolean {
  return engine.backendName === 'webgpu';
}

/** Runs a program where `hasGpu()`; call it in an op's forward or backward, since it records no gradient. */
export function runGpuProgram<T extends tf.Tensor = tf.Tensor>({
  key,
  inputs,
  outputShape,
  dtype = 'float32',
  uniforms = {},
  groups = Math.ceil(outputShape.reduce((product, axis) => product * axis, 1) / GPU_THREADS),
  code,
}: GpuProgram): T {
  const names = Object.keys(inputs);
  const side = Math.ceil(Math.sqrt(groups));
  const numbers = Object.entries(uniforms);
  const program = {
    outputShape,
    variableNames: names,
    workgroupSize: [GPU_THREADS, 1, 1],
    dispatchLayout: { x: outputShape.map((_, axis) => axis) },
    dispatch: groups <= MOST_GROUPS ? [groups, 1, 1] : [side, side, 1],
    uniforms: numbers.map(([name, { type }]) => `${name} : ${type},`).join(' '),
    size: true,
    // What is compiled depends on the inputs' names too.
    shaderKey: `${key}/${names}`,
    getUserCode: () => code,
  };
  const backend = engine.backend as unknown as GpuBackend;
  const info = backend.runWebGPUProgram(
    program,
    Object.values(inputs),
    dtype,
    numbers.map(([, { type, value }]) => ({
      type: type === 'i32' ? 'int32' : 'float32',
      data: [value],
    })),
  );
  return tf.engine().makeTensorFromTensorInfo(info) as T;
}
