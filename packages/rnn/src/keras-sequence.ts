import { where } from '@dl/core';
import { expected } from '@dl/core/check';
import * as tf from '@tensorflow/tfjs-core';
import type { Cell } from './cell';
import { runSequence } from './run-sequence';
import { mapState } from './state';

/** The state of any cell. */
export type AnyState = tf.Tensor2D | Readonly<Record<string, tf.Tensor2D>>;

/** What a sequence through a stack of cells gives, in the order in which the steps are taken. */
export interface KerasSequence {
  /** The last cell's output at each step that is taken; a masked one repeats the one before, or is 0 where there is none. */
  readonly outputs: tf.Tensor3D;
  /** The state after the last step that is taken. */
  readonly last: tf.Tensor;
  /** Of each cell. */
  readonly states: readonly AnyState[];
}

interface SequenceOptions {
  readonly mask?: tf.Tensor | undefined;
  /** If true, runs from the last step to the first. */
  readonly back: boolean;
  /** If true, the output of a masked step is 0. */
  readonly zeros: boolean;
}

/** Runs a sequence as Keras does: a masked step keeps state and output. Of kernels where the mask is padding behind rows. */
export function kerasSequence(
  cells: readonly Cell<AnyState>[],
  xs: tf.Tensor3D,
  first: readonly AnyState[] | undefined,
  { mask, back, zeros }: SequenceOptions,
): KerasSequence {
  const rows = mask && lengthsOf(mask, xs);
  if (mask !== undefined && rows === undefined)
    return stepByStep(cells, xs, first, mask, back, zeros);
  const lengths = rows === 'whole' ? undefined : rows;
  let ys = xs;
  const states = cells.map((cell, i) => {
    const result = runSequence(cell, ys, first?.[i], { lengths, reverse: back });
    ys = result.outputs;
    return result.state;
  });
  const last = (cells.at(-1) as Cell<AnyState>).output(states.at(-1) as AnyState);
  if (back) return { outputs: tf.reverse(ys, 1), last, states };
  if (mask === undefined || lengths === undefined || zeros) return { outputs: ys, last, states };
  const outputs = where(tf.expandDims(mask, 2), ys, tf.expandDims(last, 1)) as tf.Tensor3D;
  return { outputs, last, states };
}

/** How many steps each row has, if all that is masked stands behind them; undefined where it does not, or cannot be read. */
function lengthsOf(mask: tf.Tensor, xs: tf.Tensor3D): Int32Array | 'whole' | undefined {
  const [batch, time] = xs.shape;
  if (mask.rank !== 2 || mask.shape[0] !== batch || mask.shape[1] !== time) {
    throw new RangeError(expected('mask', `[${batch}, ${time}]`, mask));
  }
  if (tf.getBackend() === 'webgpu') return undefined; // cannot be read in step
  const kept = mask.dataSync();
  const lengths = new Int32Array(batch);
  for (let row = 0; row < batch; row++) {
    let length = 0;
    while (length < time && kept[row * time + length]) length++;
    for (let t = length; t < time; t++) if (kept[row * time + t]) return undefined;
    if (length === 0) return undefined;
    lengths[row] = length;
  }
  return lengths.every((length) => length === time) ? 'whole' : lengths;
}

function stepByStep(
  cells: readonly Cell<AnyState>[],
  xs: tf.Tensor3D,
  first: readonly AnyState[] | undefined,
  mask: tf.Tensor,
  back: boolean,
  zeros: boolean,
): KerasSequence {
  const [batch, time, inSize] = xs.shape;
  // tfjs has no gradient of an unstack into one.
  const steps = time > 1 ? tf.unstack(xs, 1) : [tf.reshape(xs, [batch, inSize])];
  const kept = tf.split(tf.cast(mask, 'float32'), time, 1).map((own) => tf.greater(own, 0));
  const zero = tf.scalar(0);
  const outputs: tf.Tensor2D[] = [];
  let states = first ?? cells.map((cell) => cell.zeroState(batch));
  let last: tf.Tensor2D = tf.zeros([batch, (cells.at(-1) as Cell<AnyState>).outSize]);
  for (let s = 0; s < time; s++) {
    const t = back ? time - 1 - s : s;
    const keep = kept[t] as tf.Tensor;
    // What is masked may be anything, NaN too.
    let y = where(keep, steps[t] as tf.Tensor, zero) as tf.Tensor2D;
    states = cells.map((cell, i) => {
      const before = states[i] as AnyState;
      const after = cell.step(y, before);
      y = cell.output(after);
      return mapState(after, (a, b) => where(keep, a, b as tf.Tensor), before);
    });
    last = where(keep, y, last) as tf.Tensor2D;
    outputs.push(zeros ? (where(keep, y, zero) as tf.Tensor2D) : last);
  }
  return { outputs: tf.stack(outputs, 1) as tf.Tensor3D, last, states };
}
