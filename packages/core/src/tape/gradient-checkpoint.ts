import * as tf from '@tensorflow/tfjs-core';
import { describeShape, expected } from '../check/describe';
import { alias, engine, type Held, held, hold, release, type TapeNode } from '../engine/engine';
import { recordDraws, replayDraws } from '../random/replay';
import { mapTensors, tensorsOf } from './map-tensors';
import { numbered, op } from './op';
import { pullBack } from './pull-back';
import { isNested, isTaping, type Thunk } from './record';
import { isTrace, type Trace } from './trace';
import { forget } from './value-and-grads';

/**
 * `f`, whose intermediate results are not kept for the gradient: there `f` runs a second time. Only its
 * arguments, its results and the data of what it closes over are held. So a network of n such parts keeps n
 * results and what one part needs, for the time of one more forward pass (Chen et al. 2016, Training deep
 * nets with sublinear memory cost).
 *
 * Gradients flow to the tensors among the arguments and to Variables and tensors that `f` closes
 * over, all of which the second run finds as they were. Other tensors that it closes over, to which no
 * gradient flows, must live until then. Random draws are the same in both runs, and what the second run
 * assigns to a Variable that `f` reads is undone.
 * Outside of a gradient, in `tf.profile`, and in a gradient of a gradient, it is just `f`.
 *
 * @param f of any arguments, to a tensor or to an array or plain object of tensors
 * @throws TypeError if `f` gives anything else; Error if its second run gives other shapes
 */
export function gradientCheckpoint<A extends readonly unknown[], R>(
  f: (...args: A) => R,
): (...args: A) => R {
  if (typeof f !== 'function') {
    throw new TypeError(expected('gradientCheckpoint: f', 'a function', f));
  }
  return (...args) => {
    if (!isTaping() || isNested() || engine.state.profiling) return f(...args);
    const reads: Reads = new Map();
    try {
      const { value: result, draws } = recordDraws(() => runUnrecorded(() => f(...args), reads));
      const outputs = tensorsOf(result);
      const inputs = [...reads.keys()];
      // One that was disposed before has no part in `f`, which would have said so.
      const given = tensorsOf(args).filter((x) => !x.isDisposed);
      const used = [...new Set([...given, ...inputs])];
      op('GradientCheckpoint', numbered(inputs), {
        forward: () => [...outputs],
        // As `f` read them: it may have assigned to one since.
        save: () => numbered(used.map((x) => (reads.has(x) ? held(reads.get(x) as Held) : x))),
        gradients: (dys, saved) => {
          const run = () => f(...args);
          const again = () => checkSame(outputs, tensorsOf(replayDraws(draws, run)));
          const kept = Object.values(saved);
          const grads = asBefore(used, kept, () => pullBack(again, inputs, dys));
          return numbered(grads.map((dx) => dx && ((() => dx) as Thunk)));
        },
      });
      return result;
    } finally {
      for (const read of reads.values()) release(read);
    }
  };
}

/**
 * Runs `f` while `tensors` have the data that was saved of them, whether they were disposed since or (Variables) assigned to;
 * what `f` assigns to them is undone. The tensors themselves, since `f` may close over them.
 */
function asBefore<T>(tensors: readonly tf.Tensor[], saved: readonly tf.Tensor[], f: () => T): T {
  const own = tensors as unknown as { dataId: object; isDisposedInternal: boolean }[];
  const lent = saved.map((x) => {
    // What assigns to a Variable gives up a reference to the data that it had.
    engine.backend.incRef(x.dataId);
    return x.dataId;
  });
  const before = own.map((x, i) => {
    const { dataId, isDisposedInternal } = x;
    Object.assign(x, { dataId: lent[i], isDisposedInternal: false });
    return { dataId, isDisposedInternal };
  });
  try {
    return f();
  } finally {
    own.forEach((x, i) => {
      if (!x.isDisposedInternal) release(x);
      Object.assign(x, before[i]);
    });
  }
}

function checkSame(
  first: readonly tf.Tensor[],
  second: readonly tf.Tensor[],
): readonly tf.Tensor[] {
  const shapes = (tensors: readonly tf.Tensor[]) =>
    tensors.map((x) => describeShape(x.shape)).join();
  if (shapes(first) === shapes(second)) return second;
  throw new Error(
    `gradientCheckpoint: f: expected ${shapes(first)} as at first, got ${shapes(second)}`,
  );
}

/** Runs `f` beside the tape, and holds in `reads` the tensors from outside that it reads and the tape knows. */
function runUnrecorded<R>(f: () => R, reads: Reads): R {
  const { state } = engine;
  const tape = state.activeTape;
  const first = engine.nextTensorId();
  const probe = makeProbe(tape, first, reads);
  state.activeTape = probe;
  try {
    return tf.tidy(() => {
      const made = f();
      const seen = new Set<tf.Tensor>();
      const own = mapTensors(made, (x) => {
        // A node of the tape needs outputs of its own.
        const isOwn = x.id >= first && !seen.has(x);
        if (!isOwn) probe.reaches({ x });
        const output = isOwn ? x : alias(x);
        seen.add(output);
        return output;
      });
      if (seen.size === 0) {
        throw new TypeError(expected('gradientCheckpoint: f()', 'tensors', made));
      }
      return own as tf.TensorContainer;
    }) as R;
  } finally {
    state.activeTape = tape;
    for (const node of probe) forget(node);
  }
}

/** The data of tensors as they were when they were read first. */
type Reads = Map<tf.Tensor, Held>;

/** A tape that keeps nothing but what was read of tensors older than `first`. */
function makeProbe(tape: readonly TapeNode[] | null, first: number, reads: Reads): Trace {
  const live = new Set<number>();
  const reaches = (inputs: TapeNode['inputs']) => {
    let found = false;
    for (const x of Object.values(inputs) as (tf.Tensor | undefined)[]) {
      if (x === undefined || x.dtype !== 'float32') continue;
      if (x.id >= first) found ||= live.has(x.id);
      else if (!isTrace(tape) || tape.reaches({ x })) {
        if (!reads.has(x)) reads.set(x, hold(x));
        found = true;
      }
    }
    return found;
  };
  const nodes = [] as unknown as TapeNode[];
  const append = Array.prototype.push;
  const add = (node: TapeNode) => {
    if (reaches(node.inputs)) for (const { id } of node.outputs) live.add(id);
    // A gradient taken inside of `f` walks its own ops: they stay until `f` has run.
    if (engine.state.gradientDepth > 1) append.call(nodes, node);
    else forget(node);
  };
  const push = (node: TapeNode) => {
    add(node);
    return nodes.length;
  };
  return Object.assign(nodes, { live, reaches, add, push }) as unknown as Trace;
}
