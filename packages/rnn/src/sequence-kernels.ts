import { addressOf, addressOrNone, allocate, describeShape, kernelsOf, scratch } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { RNN } from './kernels';

// What kernels for whole sequences share, of this package's cell and of others'. Call them only where
// `kernelsOf` has given kernels.

/** Lengths as kernels read them: int32 in WASM memory. */
export function endsOf(lengths: Int32Array | undefined): tf.Tensor | undefined {
  return lengths && tf.tensor1d(lengths, 'int32');
}

/** As `allocate`, with an error that says what is too large. @throws RangeError */
export function allocateOutputs(shape: readonly number[]): tf.Tensor {
  const bytes = shape.reduce((product, axis) => product * axis, 4);
  if (bytes < 2 ** 32) return allocate(shape);
  throw new RangeError(
    `unroll: outputs: expected less than 4 GiB, got float32 ${describeShape(shape)}`,
  );
}

/** The inputs with zeros from each row's length on: their gradient is 0 there, but 0 times a NaN is NaN. */
export function withoutPadding(xs: tf.Tensor, ends: tf.Tensor): tf.Tensor {
  const [batch, time, size] = xs.shape as [number, number, number];
  const out = allocate(xs.shape);
  const kernels = kernelsOf(RNN);
  kernels?.clearPadding?.(batch, time, size, addressOf(xs), addressOf(out), addressOf(ends));
  return out;
}

/** Where the gradient of a recurrent weight lies among others. */
export interface RecurrentGradientOptions {
  /** int32 [batch], of `endsOf`. */
  ends: tf.Tensor | undefined;
  reverse: boolean;
  /** Columns of dz and of the weight that are meant: from `first`, `width` of them. Default all. */
  first?: number;
  width?: number;
  /** Written into these columns of it, instead of a new one. */
  into?: tf.Tensor | undefined;
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
  { ends, reverse, first = 0, width, into }: RecurrentGradientOptions,
): tf.Tensor {
  const [batch, time, hidden] = y.shape as [number, number, number];
  const columns = dz.shape[2] as number;
  const own = width ?? columns - first;
  const dw = into ?? allocate([hidden, columns]);
  const kernels = kernelsOf(RNN);
  const at = scratch(kernels?.recurrentGradientScratch?.(batch, own) as number);
  kernels?.recurrentGradient?.(
    batch,
    time,
    hidden,
    own,
    addressOf(y),
    addressOrNone(h0),
    addressOf(dz) + 4 * first,
    columns,
    addressOf(dw) + 4 * first,
    columns,
    addressOrNone(ends),
    reverse,
    at,
  );
  return dw;
}
