import { addressOf, addressOrNone, allocate, describeShape, kernelsOf, scratch } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { RNN } from './kernels';

// What kernels for whole sequences share, of this package's cell and of others'. Call them only where
// `kernelsOf` has given kernels.

/** Lengths as kernels read them: int32 in WASM memory. */
export function endsOf(lengths: Int32Array | undefined): tf.Tensor | undefined {
  return lengths && tf.tensor1d(lengths, 'int32');
}

/**
 * What `fill` returns, which makes its outputs by `room` and gets the lengths as `endsOf` them. If it throws, for there may
 * be no memory for all, none of them stays: a caller may go on with less.
 *
 * @throws RangeError for a shape of 4 GiB or more
 */
export function fillOutputs<T>(
  lengths: Int32Array | undefined,
  fill: (room: (shape: readonly number[]) => tf.Tensor, ends: tf.Tensor | undefined) => T,
): T {
  const made: tf.Tensor[] = [];
  const room = (shape: readonly number[]) => {
    const bytes = shape.reduce((product, axis) => product * axis, 4);
    if (bytes >= 2 ** 32) {
      throw new RangeError(
        `unroll: outputs: expected less than 4 GiB, got float32 ${describeShape(shape)}`,
      );
    }
    const output = allocate(shape);
    made.push(output);
    return output;
  };
  const ends = endsOf(lengths);
  try {
    return fill(room, ends);
  } catch (error) {
    tf.dispose(made);
    throw error;
  } finally {
    ends?.dispose();
  }
}

/** The inputs with zeros from each row's length on: their gradient is 0 there, but 0 times a NaN is NaN. */
export function withoutPadding(xs: tf.Tensor, ends: tf.Tensor): tf.Tensor {
  const [batch, time, size] = xs.shape as [number, number, number];
  const out = allocate(xs.shape);
  const kernels = kernelsOf(RNN);
  kernels?.clearPadding?.(batch, time, size, addressOf(xs), addressOf(out), addressOf(ends));
  return out;
}

/** How the sequence ran, and what of dz is meant. */
export interface RecurrentGradientOptions {
  /** int32 [batch], of `endsOf`. */
  ends: tf.Tensor | undefined;
  reverse: boolean;
  /** Only the first so many columns of dz. Default all. */
  columns?: number;
}

/**
 * The gradient of a recurrent weight, dW = Σ hᵀ dz over rows and steps, with h the state before the step.
 *
 * @param y [batch, time, hidden], the states after each step
 * @param h0 [batch, hidden], undefined for zeros
 * @param dz [batch, time, columns], the gradient at what h W is added to, 0 from a row's length on;
 *   changed meanwhile, and put right again
 * @returns [hidden, columns]
 */
export function recurrentGradient(
  y: tf.Tensor,
  h0: tf.Tensor | undefined,
  dz: tf.Tensor,
  { ends, reverse, columns = dz.shape[2] as number }: RecurrentGradientOptions,
): tf.Tensor {
  const [batch, time, hidden] = y.shape as [number, number, number];
  const dw = allocate([hidden, columns]);
  const kernels = kernelsOf(RNN);
  const at = scratch(kernels?.recurrentGradientScratch?.(batch, columns) as number);
  kernels?.recurrentGradient?.(
    batch,
    time,
    hidden,
    columns,
    addressOf(y),
    addressOrNone(h0),
    addressOf(dz),
    dz.shape[2],
    addressOf(dw),
    addressOrNone(ends),
    reverse,
    at,
  );
  return dw;
}
