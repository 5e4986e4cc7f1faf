import * as tf from '@tensorflow/tfjs-core';
import { engine } from '../engine/engine';
import { bindGroup } from './bind-groups';
import { type GpuBackend, type GpuBuffer, gpuBackend } from './gpu-backend';
import { gpuLimits } from './gpu-limits';
import { type Binding, pipelineOf } from './pipelines';
import { type NumberKind, type Numbers, uniformBuffer } from './uniforms';

/** A tensor that a program makes. */
export interface Made {
  readonly shape: readonly number[];
  /** Default float32. */
  readonly dtype?: 'float32' | 'int32' | 'bool';
}

/** A WGSL program of any number of inputs and outputs. */
export interface Program<M extends string = string> {
  /** Names the code: where the code differs, the key does. Names and kinds of tensors and numbers count by themselves. */
  readonly key: string;
  /** What it reads, by the names of its arrays. */
  readonly reads: Readonly<Record<string, tf.Tensor | undefined>>;
  /** What it changes in place: `ownOnGpu` comes first. */
  readonly changes?: Readonly<Record<string, tf.Tensor>>;
  /** What it makes: every element is its to write. Nothing of no elements. */
  readonly makes: Readonly<Record<M, Made>>;
  /** Of those arrays an element is a `vec4<f32>`: their sizes are multiples of four. */
  readonly vectors?: readonly string[];
  /** `ints.NAME` in the code. */
  readonly ints?: Numbers;
  /** `floats.NAME` in the code. */
  readonly floats?: Numbers;
  /** Groups of threads that it takes; there may be some more, which it is to send home. */
  readonly groups: number;
  /** Of a group, `THREADS` in the code: 64 (default), 128 or 256. */
  readonly threads?: number;
  /**
   * WGSL with a `fn main(group : i32, thread : i32)`; `isnan` is there. Barriers are possible: both come from builtins, and
   * `group` is the same for all threads of a group.
   */
  readonly code: () => string;
}

/**
 * Records a program into the pass that tfjs's own run in. Call it in an op's forward or backward: it records no gradient.
 *
 * @returns what it makes, by name
 * @throws RangeError for a tensor that is larger than the GPU takes
 */
export function runProgram<M extends string>(program: Program<M>): Record<M, tf.Tensor> {
  const {
    reads,
    changes = {},
    makes,
    vectors = [],
    ints = {},
    floats = {},
    threads = 64,
  } = program;
  const backend = gpuBackend();
  const bindings: Binding[] = [];
  const bound: tf.TensorInfo[] = [];
  const add = (name: string, x: tf.TensorInfo, writes: boolean) => {
    const type = vectors.includes(name) ? 'vec4<f32>' : x.dtype === 'float32' ? 'f32' : 'i32';
    bindings.push({ name, type, writes });
    bound.push(x);
  };
  for (const name in reads) {
    const x = reads[name];
    if (x === undefined) continue;
    expectFits(x.shape, gpuLimits().bytes);
    add(name, x, false);
  }
  for (const name in changes) add(name, changes[name] as tf.Tensor, true);
  const made = {} as Record<M, tf.Tensor>;
  for (const name in makes) {
    const { shape, dtype = 'float32' } = makes[name];
    expectFits(shape, gpuLimits().bytes);
    const y = engine.makeTensorFromTensorInfo(backend.makeTensorInfo([...shape], dtype));
    made[name] = y;
    add(name, y, true);
  }
  // Before the pass goes on: an upload ends it.
  const buffers = bound.map(({ dataId }) => {
    backend.uploadToGPU(dataId);
    return backend.tensorMap.get(dataId).resource as GpuBuffer;
  });
  const kinds: readonly (readonly [NumberKind, Numbers])[] = [
    ['ints', ints],
    ['floats', floats],
  ];
  const numbers = kinds.filter(([, own]) => Object.keys(own).length > 0);
  const { key, code } = program;
  const pipeline = pipelineOf(backend, { key, bindings, numbers, threads, code });
  for (const [kind, own] of numbers) buffers.push(uniformBuffer(backend, kind, own));
  dispatch(backend, pipeline.pipeline, bindGroup(backend, pipeline, buffers), program.groups);
  for (const { dataId } of bound) backend.commandQueueOwnedIds.add(dataId);
  afterDispatch(backend);
  return made;
}

/** Before anything is made. */
function expectFits(shape: readonly number[], limit: number): void {
  let bytes = 4;
  for (const axis of shape) bytes *= axis;
  if (bytes <= limit) return;
  throw new RangeError(
    `webgpu: expected a tensor of at most ${limit} bytes on this GPU, got [${shape}]`,
  );
}

function dispatch(backend: GpuBackend, pipeline: object, group: object, groups: number): void {
  backend.ensureCommandEncoderReady();
  backend.computePassEncoder ??= (
    backend.commandEncoder as NonNullable<GpuBackend['commandEncoder']>
  ).beginComputePass({});
  const pass = backend.computePassEncoder;
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, group);
  const [x, y] = foldedGroups(groups, gpuLimits().groups);
  pass.dispatchWorkgroups(x, y);
}

/** As tfjs does after each of its own. */
function afterDispatch(backend: GpuBackend): void {
  backend.dispatchCountInPass++;
  if (backend.dispatchCountInPass < tf.env().getNumber('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE')) return;
  backend.endComputePassEncoder();
  backend.submitQueue();
}

/** So many groups, or the fewest more that make a rectangle of sides up to `most`. */
export function foldedGroups(groups: number, most: number): [x: number, y: number] {
  const y = Math.ceil(groups / most);
  if (y > most)
    throw new RangeError(`webgpu: expected at most ${most * most} groups, got ${groups}`);
  return [Math.ceil(groups / y), y];
}
