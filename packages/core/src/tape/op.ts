import * as tf from '@tensorflow/tfjs-core';
import { expectFunction } from '../check/choice';
import { expectAlive } from '../check/tensor';
import { alias, engine } from '../engine/engine';
import { hasGpuPrograms } from '../gpu/gpu-programs';
import type { KernelModule } from '../wasm/kernel-module';
import { kernelsOf } from '../wasm/registry';
import {
  type Backward,
  isRecording,
  type Named,
  record,
  runProfiled,
  type Thunk,
  type Thunks,
  unrecorded,
} from './record';

/** Tensors by the names that `T` has. */
type NamedOf<T> = { readonly [K in keyof T]: tf.Tensor | undefined };

/** What an op puts out. */
type Output = tf.Tensor | readonly tf.Tensor[];

/** The gradient of its output, or one an output: null for one that the loss does not depend on. */
type Gradient<Y> = Y extends tf.Tensor ? tf.Tensor : readonly (tf.Tensor | null)[];

/** What a differentiable op does. */
export interface Op<I extends NamedOf<I>, Y extends Output, S extends NamedOf<S>> {
  /**
   * Makes the output, or the outputs; what it does is not recorded. An input that it gives back becomes a tensor of its own. See
   * `path` for one way a backend.
   */
  forward(): Y;
  /**
   * What the gradient needs, by name; asked only while a tape runs and some input is on the path to a parameter.
   * Default: nothing.
   */
  save?(y: Y): S;
  /**
   * A thunk an input, by its name, for the gradient of the output; undefined where there is none to give. What is computed
   * before they are returned is shared by them, and freed after them.
   */
  gradients(dy: Gradient<Y>, saved: S): { readonly [K in keyof I]?: Thunk };
}

/**
 * Runs a differentiable op and records it on tfjs's tape, so that `tf.grad`, `tf.variableGrads` and `valueAndGrads` all see it.
 *
 *     op('Square', { x }, {
 *       forward: () => tf.mul(x, x),
 *       save: () => ({ x }),
 *       gradients: (dy, { x }) => ({ x: () => tf.mul(dy, tf.mul(x, 2)) }),
 *     });
 *
 * @param name the op's, as the tape and profiles show it
 * @param inputs by name; undefined for one that there is not
 * @throws TypeError if `forward` or `gradients` is not a function, or gives something else; what they throw
 */
export function op<
  I extends NamedOf<I>,
  Y extends Output,
  S extends NamedOf<S> = Record<string, never>,
>(name: string, inputs: I, spec: Op<I, Y, S>): Y {
  if (typeof spec?.forward !== 'function') expectFunction('op', 'forward', spec?.forward);
  const { forward, save, gradients } = spec;
  if (typeof gradients !== 'function') expectFunction('op', 'gradients', gradients);
  if (engine.state.profiling) {
    return profiled(name, inputs, { forward, save, gradients } as unknown as AnyOp) as Y;
  }
  const first = engine.nextTensorId();
  let y = unrecorded(forward);
  if (!areNew(y, first)) y = apart(name, y, inputs, first);
  if (!isRecording(inputs)) return y;
  const saved: Named = save?.(y) ?? {};
  if (Array.isArray(y)) record(name, inputs, y, saved, gradients as unknown as Backward);
  else {
    const back: Backward = ([dy], kept) => gradients(dy as never, kept as S) as Thunks;
    record(name, inputs, [y as tf.Tensor], saved, back);
  }
  return y;
}

/** Whether all were made after the tensor `first`, one after the other: then none is an input, and none comes twice. */
function areNew(y: Output, first: number): boolean {
  if (!Array.isArray(y)) return (y as tf.Tensor)?.id > first;
  let last = first;
  for (let i = 0; i < y.length; i++) {
    const id = (y[i] as tf.Tensor | undefined)?.id as number;
    if (!(id > last)) return false;
    last = id;
  }
  return true;
}

/**
 * Outputs that are tensors of their own: what is an input, or comes twice, as an alias. A gradient is known by its tensor, and
 * one that is both put in and put out would be added to itself.
 *
 * @throws TypeError for what is no tensor; Error for one that is disposed. Those made since the tensor `first` are freed.
 */
function apart<Y extends Output>(name: string, y: Y, inputs: Named, first: number): Y {
  const outputs = (Array.isArray(y) ? y : [y]) as readonly tf.Tensor[];
  try {
    for (const x of outputs) expectAlive(`op: ${name}`, 'forward()', x);
  } catch (error) {
    tf.dispose(outputs.filter((x) => x?.id > first));
    throw error;
  }
  const given = new Set(Object.values(inputs));
  const own = (x: tf.Tensor) => {
    const output = given.has(x) ? alias(x) : x;
    given.add(output);
    return output;
  };
  return (Array.isArray(y) ? y.map(own) : own(y as tf.Tensor)) as Y;
}

/** A list by number, as `op` takes the inputs, what is saved and the gradients of any number of tensors. */
export function numbered<T>(list: readonly T[]): Readonly<Record<string, T>> {
  return { ...list } as unknown as Record<string, T>;
}

type AnyOp = Op<Named, Output, Named>;

function profiled(name: string, inputs: Named, { forward, save, gradients }: AnyOp): Output {
  let many = true;
  const run = () => {
    const first = engine.nextTensorId();
    const y = apart(name, forward(), inputs, first);
    many = Array.isArray(y);
    return (many ? y : [y]) as tf.Tensor[];
  };
  const kept = (ys: tf.Tensor[]) => save?.((many ? ys : ys[0]) as never) ?? {};
  const back = (dys: readonly (tf.Tensor | null)[], saved: Named) =>
    gradients((many ? dys : dys[0]) as never, saved);
  const ys = runProfiled(name, inputs, run, kept, back);
  return many ? ys : (ys[0] as tf.Tensor);
}

/** The ways in which one thing is computed. */
export interface Ways<K, T> {
  /** By the kernels of a module, where the wasm backend runs. */
  readonly wasm?: ((kernels: K) => T) | undefined;
  /** By a program in WGSL, where WebGPU runs. */
  readonly gpu?: (() => T) | undefined;
  /** By ops that have gradients, on any backend; what they make in between is freed. */
  readonly ops: () => T;
}

/**
 * Computes something in the way that the running backend has: in `forward` or in a gradient of an op. Where the gradient
 * itself is recorded, for one of a higher order, by ops: a tape does not see into kernels.
 */
export function path<K, T>(module: KernelModule<K>, ways: Ways<K, T>): T {
  if (typeof ways?.ops !== 'function') expectFunction('path', 'ops', ways?.ops);
  const { gradientDepth, kernelDepth } = engine.state;
  if (gradientDepth === 0 || kernelDepth > 0) {
    const kernels = ways.wasm && kernelsOf(module);
    if (kernels !== undefined) return (ways.wasm as NonNullable<typeof ways.wasm>)(kernels);
    if (ways.gpu !== undefined && hasGpuPrograms()) return ways.gpu();
  }
  return tf.tidy(() => ways.ops() as tf.TensorContainer) as T;
}
