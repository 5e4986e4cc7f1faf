import * as tf from '@tensorflow/tfjs-core';
import { expectAlive } from '../check/tensor';
import { alias, engine, heldAll, holdAll, making, type TapeNode } from '../engine/engine';
import { isSparse } from './sparse-rows';
import { isTrace } from './trace';

/** The gradient of one input: undefined where there is none to give. */
export type Thunk = (() => tf.Tensor) | undefined;

/** Tensors by name; undefined for one that there is not. */
export type Named = Readonly<Record<string, tf.Tensor | undefined>>;

/** Thunks by the names of the inputs. */
export type Thunks = Readonly<Record<string, Thunk>>;

/** The way back through one op: thunks for the gradients of its outputs, null for one that the loss does not depend on. */
export type Backward = (dys: readonly (tf.Tensor | null)[], saved: Named) => Thunks;

/** Runs the work of an op, none of which lands on a tape; what it has made is freed where it fails. */
export function unrecorded<T>(forward: () => T): T {
  const { state } = engine;
  const isInner = making.running;
  making.running = true;
  state.kernelDepth++;
  try {
    return forward();
  } catch (error) {
    // The memory was full at the second of several outputs, say: nobody else knows of the first.
    if (!isInner) tf.dispose(making.list.slice(0, making.count) as tf.Tensor[]);
    throw error;
  } finally {
    state.kernelDepth--;
    making.running = isInner;
    if (!isInner) {
      const { list, count } = making;
      for (let i = 0; i < count; i++) list[i] = undefined;
      making.count = 0;
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

/** Whether an op of these inputs goes onto the running tape. */
export function isRecording(inputs: Named): boolean {
  const { gradientDepth, kernelDepth, activeTape } = engine.state;
  if (gradientDepth === 0 || kernelDepth > 0 || activeTape === null) return false;
  if (gradientDepth > 1 || !isTrace(activeTape)) return true;
  return activeTape.reaches(inputs as tf.NamedTensorMap);
}

/** Puts an op that has run onto the tape. */
export function record(
  kernelName: string,
  inputs: Named,
  outputs: tf.Tensor[],
  saved: Named,
  backward: Backward,
): void {
  const { activeTape, gradientDepth } = engine.state;
  const id = engine.state.nextTapeNodeId++;
  if (gradientDepth === 1 && isTrace(activeTape)) {
    let kept: readonly object[];
    try {
      kept = holdAll(saved);
    } catch (error) {
      for (const [key, tensor] of Object.entries(present(saved))) {
        expectAlive(`op: ${kernelName}: save()`, key, tensor);
      }
      throw error;
    }
    const gradient = (dys: (tf.Tensor | null)[]) =>
      backward(dys, heldAll(saved, kept)) as Record<string, () => tf.Tensor>;
    const own = inputs as TapeNode['inputs'];
    activeTape.add({ id, kernelName, inputs: own, outputs, held: kept, gradient });
    return;
  }
  const copies: Record<string, tf.Tensor> = {};
  const own = present(inputs);
  const gradient = (dys: (tf.Tensor | null)[]) => withZeros(own, backward(dys, copies));
  const saves: tf.Tensor[] = [];
  activeTape?.push({ id, kernelName, inputs: own, outputs, saved: saves, gradient });
  // A gradient of a gradient also flows through what was saved: so the copies are recorded too,
  // after the op, whose outputs they may be of.
  const copy = gradientDepth > 1 ? tf.clone : alias;
  for (const [name, tensor] of Object.entries(present(saved))) {
    copies[name] = engine.keep(copy(tensor));
    saves.push(copies[name]);
  }
}

/** Those that there are. */
function present(tensors: Named): Record<string, tf.Tensor> {
  const entries = Object.entries(tensors).filter(([, tensor]) => tensor !== undefined);
  return Object.fromEntries(entries) as Record<string, tf.Tensor>;
}

/** For tfjs's way back, which wants a whole gradient of every input. */
function withZeros(
  inputs: Readonly<Record<string, tf.Tensor>>,
  thunks: Thunks,
): Record<string, () => tf.Tensor> {
  const whole = Object.entries(inputs).map(([name, input]) => [
    name,
    () => {
      const gradient = thunks[name]?.();
      if (gradient === undefined) return tf.zeros(input.shape);
      return isSparse(gradient) ? gradient.toDense() : gradient;
    },
  ]);
  return Object.fromEntries(whole);
}

/** The engine's own, slower way, which `tf.profile` can see: it shows the name of the scope. */
export function runProfiled(
  name: string,
  inputs: Named,
  forward: () => tf.Tensor[],
  save: (ys: tf.Tensor[]) => Named,
  backward: Backward,
): tf.Tensor[] {
  const own = present(inputs);
  let names: string[] = [];
  let failure: { error: unknown } | undefined;
  const work = (keep: (tensors: tf.Tensor[]) => void) => {
    const ys = forward();
    const saved = present(save(ys));
    names = Object.keys(saved);
    keep(Object.values(saved));
    return ys.length === 1 ? (ys[0] as tf.Tensor) : ys;
  };
  const run = () => {
    const y = engine.runKernelFunc({
      forwardFunc: (_, keep) => {
        try {
          return work(keep);
        } catch (error) {
          // The profiler would take it for a rejection of its own, which nobody hears of.
          failure = { error };
          return [];
        }
      },
      backwardsFunc: (dys, saved) => {
        const back = Object.fromEntries(names.map((key, i) => [key, saved[i] as tf.Tensor]));
        return withZeros(own, backward(Array.isArray(dys) ? dys : [dys], back));
      },
      inputs: own,
    });
    if (failure !== undefined) throw failure.error;
    return y;
  };
  const made = tf.tidy(name, run);
  return Array.isArray(made) ? made : [made];
}
