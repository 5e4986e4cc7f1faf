import * as tf from '@tensorflow/tfjs-core';
import { expected } from '../check/describe';
import { alias, engine, held, hold, making, type TapeNode } from '../engine/engine';
import { isSparse } from './sparse-rows';
import { isTrace } from './trace';

/** The gradient of one input: undefined where there is none to give. */
export type Thunk = (() => tf.Tensor) | undefined;

/** Gives, for the gradient `dy` of an op's output, one thunk an input. */
export type Backward = (dy: tf.Tensor, saved: readonly tf.Tensor[]) => readonly Thunk[];

/** As `Backward`, for several outputs; null for one that the loss does not depend on. */
export type BackwardMany = (
  dys: readonly (tf.Tensor | null)[],
  saved: readonly tf.Tensor[],
) => readonly Thunk[];

/**
 * Runs a differentiable op and records it on tfjs's tape (so `tf.grad`, `tf.variableGrads` and
 * `valueAndGrads` all see it).
 *
 * `forward` makes exactly one tensor and is not recorded itself. `save` says what the gradient needs,
 * given the output; it is asked only while a tape runs and some input is on the path to a parameter.
 * What `backward` computes before it returns its thunks is shared by them and freed after them.
 *
 * @param name the op's name, as the tape and profiles show it
 */
export function runOp<T extends tf.Tensor>(
  name: string,
  inputs: readonly tf.Tensor[],
  forward: () => T,
  save: (y: T) => readonly tf.Tensor[],
  backward: Backward,
): T {
  if (engine.state.profiling) {
    return runProfiled(
      name,
      inputs,
      () => [forward()],
      ([y]) => save(y as T),
      ([dy], saved) => backward(dy as tf.Tensor, saved),
    )[0] as T;
  }
  const y = unrecorded(forward);
  if (isRecording(inputs)) {
    record(name, inputs, [y], save(y), ([dy], saved) => backward(dy as tf.Tensor, saved));
  }
  return y;
}

/** As `runOp`, for an op of several outputs. */
export function runOpMany<T extends tf.Tensor[]>(
  name: string,
  inputs: readonly tf.Tensor[],
  forward: () => T,
  save: (ys: T) => readonly tf.Tensor[],
  backward: BackwardMany,
): T {
  if (engine.state.profiling) {
    return runProfiled(name, inputs, forward, (ys) => save(ys as T), backward) as T;
  }
  const ys = unrecorded(forward);
  if (isRecording(inputs)) record(name, inputs, ys, save(ys), backward);
  return ys;
}

function unrecorded<T>(forward: () => T): T {
  if (typeof forward !== 'function') {
    throw new TypeError(expected('runOp: forward', 'a function', forward));
  }
  const { state } = engine;
  const isInner = making.running;
  making.running = true;
  state.kernelDepth++;
  try {
    return forward();
  } catch (error) {
    // The memory was full at the second of several outputs, say: nobody else knows of the first.
    if (!isInner) tf.dispose([making.first, ...making.others] as tf.Tensor[]);
    throw error;
  } finally {
    state.kernelDepth--;
    making.running = isInner;
    if (!isInner) {
      making.first = undefined;
      if (making.others.length > 0) making.others.length = 0;
    }
  }
}

/** Whether a tape runs; `depth` is how many kernels deep the question is asked (1 in an op's forward). */
export function isTaping(depth = 0): boolean {
  return engine.state.gradientDepth > 0 && engine.state.kernelDepth === depth;
}

/** Whether a gradient is taken of a gradient. Kernels of several steps have none: use ops then. */
export function isNested(): boolean {
  return engine.state.gradientDepth > 1;
}

function isRecording(inputs: readonly tf.Tensor[]): boolean {
  const { gradientDepth, activeTape } = engine.state;
  if (!isTaping() || activeTape === null) return false;
  return gradientDepth > 1 || !isTrace(activeTape) || activeTape.reaches(inputs);
}

function record(
  kernelName: string,
  inputs: readonly tf.Tensor[],
  outputs: tf.Tensor[],
  toSave: readonly tf.Tensor[],
  backward: BackwardMany,
): void {
  const { activeTape, gradientDepth } = engine.state;
  const id = engine.state.nextTapeNodeId++;
  if (gradientDepth === 1 && isTrace(activeTape)) {
    const kept = toSave.map(hold);
    const gradient = (dys: (tf.Tensor | null)[]) => backward(dys, kept.map(held));
    activeTape.add({ id, kernelName, inputs, outputs, held: kept, gradient: asMap(gradient) });
    return;
  }
  const saved: tf.Tensor[] = [];
  const zeroed = withZeros(backward, inputs);
  const gradient = (dys: (tf.Tensor | null)[]) => zeroed(dys, saved);
  activeTape?.push({ id, kernelName, inputs, outputs, saved, gradient: asMap(gradient) });
  // A gradient of a gradient also flows through what was saved: so the copies are recorded too,
  // after the op, whose outputs they may be of.
  const copy = gradientDepth > 1 ? tf.clone : alias;
  for (const tensor of toSave) saved.push(engine.keep(copy(tensor)));
}

/** An array is a map of its places, which is how the inputs of our ops are named. */
function asMap(gradient: (dys: (tf.Tensor | null)[]) => readonly Thunk[]) {
  return gradient as unknown as NonNullable<TapeNode['gradient']>;
}

/** For tfjs's way back, which wants a whole gradient of every input. */
function withZeros(backward: BackwardMany, inputs: readonly tf.Tensor[]): BackwardMany {
  return (dys, saved) => {
    const thunks = backward(dys, saved);
    return inputs.map((input, i) => () => {
      const gradient = thunks[i]?.();
      if (gradient === undefined) return tf.zeros(input.shape);
      return isSparse(gradient) ? gradient.toDense() : gradient;
    });
  };
}

/** The engine's own, slower way, which `tf.profile` can see: it shows the name of the scope. */
function runProfiled(
  name: string,
  inputs: readonly tf.Tensor[],
  forward: () => tf.Tensor[],
  save: (ys: tf.Tensor[]) => readonly tf.Tensor[],
  backward: BackwardMany,
): tf.Tensor[] {
  const run = () =>
    engine.runKernelFunc({
      forwardFunc: (_, keep) => {
        const ys = forward();
        keep(save(ys));
        return ys.length === 1 ? (ys[0] as tf.Tensor) : ys;
      },
      backwardsFunc: (dys, saved) =>
        withZeros(backward, inputs)(Array.isArray(dys) ? dys : [dys], saved) as unknown as Record<
          string,
          () => tf.Tensor
        >,
      inputs: { ...inputs } as unknown as tf.NamedTensorMap,
    });
  const made = tf.tidy(name, run);
  return Array.isArray(made) ? made : [made];
}
