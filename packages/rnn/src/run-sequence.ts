import { parameters } from '@dl/core';
import { expectShape, expectTensor } from '@dl/core/check';
import { ofNothing, op } from '@dl/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import type { Cell, SequenceResult } from './cell';
import { expectLeftAlone, expectLike, mapState, ownState } from './state';

/** What has been read and checked of `SequenceOptions`. */
interface ReadOptions {
  lengths?: Int32Array | undefined;
  reverse?: boolean | undefined;
}

const engine = tf.engine() as unknown as { nextTensorId(): number };

/** `unroll` of inputs that have been checked: by the cell's own kernel, else step by step. */
export function runSequence<S extends tf.TensorContainer>(
  cell: Cell<S>,
  xs: tf.Tensor3D,
  state: S | undefined,
  { lengths, reverse = false }: ReadOptions,
): SequenceResult<S> {
  if (xs.shape[0] === 0) return ofNoRows(cell, xs, state);
  const first = engine.nextTensorId();
  const fused = cell.sequence?.(xs, state, { lengths, reverse });
  if (fused) {
    try {
      expectMade(cell, xs, state, fused);
    } catch (error) {
      mapState(fused as unknown as tf.TensorContainer, (part) => {
        // What it has not made is somebody else's: the inputs, the given state, a weight, what the cell keeps.
        if (part.id > first && !part.kept && !part.isDisposed) part.dispose();
        return part;
      });
      throw error;
    }
    if (cell.expectState !== undefined) return fused;
    return { outputs: fused.outputs, state: ownState(fused.state, state) };
  }
  return tf.tidy(() => {
    const first = state ?? cell.zeroState(xs.shape[0]);
    const { outputs, state: last } = stepByStep(cell, xs, first, lengths, reverse);
    return { outputs, state: ownState(last, state) } as never;
  }) as SequenceResult<S>;
}

/** What a cell's own kernel gives, which anybody may have written. @throws ShapeError, TypeError, Error */
function expectMade<S extends tf.TensorContainer>(
  cell: Cell<S>,
  xs: tf.Tensor3D,
  state: S | undefined,
  { outputs, state: last }: SequenceResult<S>,
): void {
  const [batch, time] = xs.shape;
  const shape = [batch, time, cell.outSize];
  if (outputs?.isDisposed === false && outputs.dtype === 'float32') {
    expectShape('unroll', 'cell.sequence', outputs, shape);
  } else expectTensor('unroll', 'cell.sequence', outputs, shape);
  // One that checks states knows what it makes.
  if (cell.expectState !== undefined && typeof last === 'object' && last !== null) return;
  tf.tidy(() => expectLike('unroll: cell.sequence', 'state', state ?? cell.zeroState(batch), last));
}

/** No rows: nothing is computed, and gradients of all weights are 0. */
function ofNoRows<S extends tf.TensorContainer>(
  cell: Cell<S>,
  xs: tf.Tensor3D,
  state: S | undefined,
): SequenceResult<S> {
  return tf.tidy(() => {
    const inputs = [xs, ...parameters(cell as never)];
    const empty = (shape: readonly number[]) => ofNothing('Sequence', inputs, shape);
    const outputs = empty([0, xs.shape[1], cell.outSize]);
    const last = mapState(state ?? cell.zeroState(0), (part) => empty(part.shape));
    return { outputs, state: last } as never;
  }) as SequenceResult<S>;
}

function stepByStep<S extends tf.TensorContainer>(
  cell: Cell<S>,
  xs: tf.Tensor3D,
  first: S,
  lengths: Int32Array | undefined,
  reverse: boolean,
): SequenceResult<S> {
  const [batch, time, inSize] = xs.shape;
  // tfjs has no gradient of an unstack into one.
  const steps = time > 1 ? tf.unstack(xs, 1) : [tf.reshape(xs, [batch, inSize])];
  const outputs: tf.Tensor2D[] = new Array(steps.length);
  const begun = lengths?.includes(0) ? Array.from(lengths, (length) => length > 0) : undefined;
  // The state of a row of no steps may be anything too.
  let state = begun ? select(begun, first) : first;
  for (let s = 0; s < steps.length; s++) {
    const t = reverse ? steps.length - 1 - s : s;
    const x = steps[t] as tf.Tensor2D;
    if (lengths === undefined || lengths.every((length) => t < length)) {
      state = oneStep(cell, x, state);
      outputs[t] = outputOf(cell, state, batch);
    } else {
      const has = Array.from(lengths, (length) => t < length);
      // A row that has ended runs on with zeros: what pads it may be anything, NaN too.
      state = select(has, oneStep(cell, select(has, x), state), state);
      outputs[t] = select(has, outputOf(cell, state, batch));
    }
  }
  if (begun) state = select(begun, state, first);
  return { outputs: tf.stack(outputs, 1) as tf.Tensor3D, state };
}

/** A step of any cell, of which it is not known that it keeps what `Cell` promises. */
function oneStep<S extends tf.TensorContainer>(cell: Cell<S>, x: tf.Tensor2D, state: S): S {
  const next = cell.step(x, state);
  expectLeftAlone('unroll: cell.step', 'x', x);
  expectLeftAlone('unroll: cell.step', 'state', state);
  expectLike('unroll: cell.step', 'state', state, next);
  return next;
}

/** What a cell gives of a state, checked. @throws ShapeError, TypeError, Error */
export function outputOf<S extends tf.TensorContainer>(
  cell: Cell<S>,
  state: S,
  batch: number,
): tf.Tensor2D {
  const output = cell.output(state);
  expectTensor('unroll', 'cell.output', output, [batch, cell.outSize]);
  return output;
}

/** The rows of `a` where `has` is true, else those of `b` (default zeros), in every tensor of a state. */
function select<S extends tf.TensorContainer>(has: readonly boolean[], a: S, b?: S): S {
  return mapState(a, (rows, others) => selectRows(has, rows, others ?? tf.zeros(rows.shape)), b);
}

/** A selection, not a product with 0 and 1: a NaN in a row that is not taken stays behind, in gradients too. */
function selectRows(has: readonly boolean[], a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  const rows = tf.tensor(has as boolean[], [has.length, ...a.shape.slice(1).fill(1)], 'bool');
  return op(
    'SelectRows',
    { a, b },
    {
      forward: () => tf.where(rows, a, b),
      save: () => ({ rows }),
      gradients: (dy, { rows: taken }) => ({
        a: () => tf.where(taken, dy, 0),
        b: () => tf.where(taken, 0, dy),
      }),
    },
  );
}
