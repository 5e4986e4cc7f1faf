import { runOp } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Cell, Lengths, SequenceOptions, SequenceResult } from './cell';

/** `unroll` of inputs that have been checked: by the cell's own kernel, else step by step. */
export function runSequence<S extends tf.TensorContainer>(
  cell: Cell<S>,
  xs: tf.Tensor3D,
  state: S | undefined,
  { lengths, reverse = false }: SequenceOptions,
): SequenceResult<S> {
  const fused = cell.sequence?.(xs, state, { lengths, reverse });
  if (fused !== undefined) return fused;
  return tf.tidy(() => {
    const first = state ?? cell.zeroState(xs.shape[0]);
    return stepByStep(cell, xs, first, lengths, reverse) as never;
  }) as SequenceResult<S>;
}

function stepByStep<S extends tf.TensorContainer>(
  cell: Cell<S>,
  xs: tf.Tensor3D,
  first: S,
  lengths: Lengths | undefined,
  reverse: boolean,
): SequenceResult<S> {
  const [batch, time, inSize] = xs.shape;
  // tfjs has no gradient of an unstack into one.
  const steps = time > 1 ? tf.unstack(xs, 1) : [tf.reshape(xs, [batch, inSize])];
  const outputs: tf.Tensor2D[] = new Array(steps.length);
  let state = first;
  for (let s = 0; s < steps.length; s++) {
    const t = reverse ? steps.length - 1 - s : s;
    const x = steps[t] as tf.Tensor2D;
    if (lengths === undefined || lengths.every((length) => t < length)) {
      state = cell.step(x, state);
      outputs[t] = cell.output(state);
    } else {
      const has = Array.from(lengths, (length) => t < length);
      // A row that has ended runs on with zeros: what pads it may be anything, NaN too.
      state = select(has, cell.step(select(has, x), state), state);
      outputs[t] = select(has, cell.output(state));
    }
  }
  return { outputs: tf.stack(outputs, 1) as tf.Tensor3D, state };
}

/** The rows of `a` where `has` is true, else those of `b` (default zeros), in every tensor of a state. */
function select<S extends tf.TensorContainer>(has: readonly boolean[], a: S, b?: S): S {
  if (a instanceof tf.Tensor) {
    return selectRows(has, a, (b as unknown as tf.Tensor) ?? tf.zeros(a.shape)) as unknown as S;
  }
  const parts = Object.entries(a as Record<string, S>).map(([key, part]) => [
    key,
    select(has, part, (b as Record<string, S>)[key]),
  ]);
  return (Array.isArray(a) ? parts.map(([, part]) => part) : Object.fromEntries(parts)) as S;
}

/** A selection, not a product with 0 and 1: a NaN in a row that is not taken stays behind, in gradients too. */
function selectRows(has: readonly boolean[], a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  const rows = tf.tensor(has as boolean[], [has.length, ...a.shape.slice(1).fill(1)], 'bool');
  return runOp(
    'SelectRows',
    [a, b],
    () => tf.where(rows, a, b),
    () => [rows],
    (dy, [taken]) => [
      () => tf.where(taken as tf.Tensor, dy, 0),
      () => tf.where(taken as tf.Tensor, 0, dy),
    ],
  );
}
