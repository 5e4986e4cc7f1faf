import * as tf from '@tensorflow/tfjs-core';
import type { Cell, Lengths, SequenceOptions, SequenceResult } from './cell';
import { expectLengths, expectSequence, expectState } from './check';

export interface UnrollOptions<S> extends SequenceOptions {
  /** Where the sequence goes on from. Default `cell.zeroState`. */
  state?: S | undefined;
}

/**
 * Runs a cell over a sequence, hₜ = step(xₜ, hₜ₋₁) for all t, by the cell's own kernel where the
 * running backend has one, else step by step.
 *
 * With `lengths` the outputs after a row's end are 0, and its state is the one at its end. With
 * `reverse` a row runs from its last step to its first, and outputs stay where their inputs are.
 *
 * @param xs float32 [batch, time, in]
 * @throws ShapeError, TypeError, RangeError for inputs that do not fit the cell
 */
export function unroll<S extends tf.TensorContainer>(
  cell: Cell<S>,
  xs: tf.Tensor3D,
  { state, lengths, reverse = false }: UnrollOptions<S> = {},
): SequenceResult<S> {
  expectSequence('unroll', cell.inSize, xs);
  const [batch, time] = xs.shape;
  if (lengths !== undefined) expectLengths('unroll', lengths, batch, time);
  if (state !== undefined) expectState('unroll', cell, state, batch);
  return tf.tidy(() => {
    const first = state ?? cell.zeroState(batch);
    const fused = cell.sequence?.(xs, first, { lengths, reverse });
    return (fused ?? stepByStep(cell, xs, first, lengths, reverse)) as never;
  }) as SequenceResult<S>;
}

function stepByStep<S extends tf.TensorContainer>(
  cell: Cell<S>,
  xs: tf.Tensor3D,
  first: S,
  lengths: Lengths | undefined,
  reverse: boolean,
): SequenceResult<S> {
  const steps = tf.unstack(xs, 1) as tf.Tensor2D[];
  const outputs: tf.Tensor2D[] = new Array(steps.length);
  let state = first;
  for (let s = 0; s < steps.length; s++) {
    const t = reverse ? steps.length - 1 - s : s;
    const next = cell.step(steps[t] as tf.Tensor2D, state);
    if (lengths === undefined) {
      state = next;
      outputs[t] = cell.output(next);
    } else {
      // 1 for the rows that have this step, [batch, 1].
      const has = tf.tensor2d(
        Array.from(lengths, (length) => [t < length ? 1 : 0]),
        undefined,
        'float32',
      );
      state = mixStates(next, state, has);
      outputs[t] = tf.mul(cell.output(next), has);
    }
  }
  return { outputs: tf.stack(outputs, 1) as tf.Tensor3D, state };
}

/** `next` where `has` is 1, else `old`, in every tensor of the state. */
function mixStates<S extends tf.TensorContainer>(next: S, old: S, has: tf.Tensor): S {
  if (next instanceof tf.Tensor) {
    const other = tf.mul(old as unknown as tf.Tensor, tf.sub(1, has));
    return tf.add(tf.mul(next, has), other) as unknown as S;
  }
  const mixed = Object.entries(next as Record<string, S>).map(([key, value]) => [
    key,
    mixStates(value, (old as Record<string, S>)[key] as S, has),
  ]);
  return (Array.isArray(next) ? mixed.map(([, value]) => value) : Object.fromEntries(mixed)) as S;
}
