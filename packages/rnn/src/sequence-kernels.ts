import {
  expected,
  expectFlag,
  expectFunction,
  expectPositiveInteger,
  expectRoom,
  expectTensor,
} from '@dl/core/check';
import {
  addressOf,
  addressOrNone,
  allocate,
  behind,
  CORE,
  type KernelModule,
  kernelsOf,
  scratch,
} from '@dl/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import { RNN, type RnnKernels } from './generated/wasm';

// What kernels for whole sequences share, of this package's cell and of others'. Call them only where
// `kernelsOf` has given kernels: elsewhere they throw.

/** Bytes that any memory has room for, or says itself that it has not. */
const SMALL = 2 ** 24;

/**
 * Lengths as kernels read them: int32 in WASM memory.
 *
 * @throws TypeError if they are not an Int32Array
 */
export function endsOf(lengths: Int32Array | undefined): tf.Tensor | undefined {
  if (lengths === undefined) return undefined;
  if (lengths instanceof Int32Array) return tf.tensor1d(lengths, 'int32');
  throw new TypeError(expected('endsOf: lengths', 'an Int32Array', lengths));
}

/**
 * What `fill` returns, which makes its outputs by `room` and gets the lengths as `endsOf` them. Of the `forward` of an `op`: if
 * it throws, for there may be no memory for all, none of them stays.
 *
 * @throws RangeError for a shape of 4 GiB or more; as `endsOf`
 */
export function fillOutputs<T>(
  lengths: Int32Array | undefined,
  fill: (
    room: <Y extends tf.Tensor = tf.Tensor>(shape: readonly number[]) => Y,
    ends: tf.Tensor | undefined,
  ) => T,
): T {
  kernelsFor('fillOutputs', RNN);
  expectFunction('fillOutputs', 'fill', fill);
  const ends = endsOf(lengths);
  try {
    return fill(roomFor, ends);
  } finally {
    ends?.dispose();
  }
}

function roomFor<Y extends tf.Tensor = tf.Tensor>(shape: readonly number[]): Y {
  let size = 4;
  for (const axis of shape) size *= axis;
  if (size > SMALL) expectRoom('unroll', 'outputs', shape);
  return allocate<Y>(shape);
}

/**
 * The inputs with zeros from each row's length on: their gradient is 0 there, but 0 times a NaN is NaN.
 *
 * @param xs float32 [batch, time, features]
 * @param ends int32 [batch], of `endsOf`; one outside of 0 to time counts as the nearer of them
 * @throws ShapeError, TypeError, Error for tensors that do not fit, or another backend than wasm
 */
export function withoutPadding(xs: tf.Tensor, ends: tf.Tensor): tf.Tensor {
  const where = 'withoutPadding';
  const kernels = kernelsFor(where, RNN);
  expectTensor(where, 'xs', xs, ['batch', 'time', 'features']);
  const [batch, time, size] = xs.shape as [number, number, number];
  expectTensor(where, 'ends', ends, [batch], 'int32');
  return cleared(kernels, xs, batch, time, size, ends);
}

function cleared(
  kernels: RnnKernels,
  xs: tf.Tensor,
  batch: number,
  time: number,
  size: number,
  ends: tf.Tensor,
): tf.Tensor {
  const out = allocate(xs.shape);
  kernels.clearPadding(batch, time, size, addressOf(xs), addressOf(out), addressOf(ends));
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
 * @throws ShapeError, TypeError, RangeError, Error for tensors or options that do not fit, a dz that shares its data with a
 *   state, or another backend than wasm
 */
export function recurrentGradient(
  y: tf.Tensor,
  h0: tf.Tensor | undefined,
  dz: tf.Tensor,
  options: RecurrentGradientOptions,
): tf.Tensor {
  const where = 'recurrentGradient';
  const kernels = kernelsFor(where, RNN);
  expectTensor(where, 'y', y, ['batch', 'time', 'hidden']);
  const [batch, time, hidden] = y.shape as [number, number, number];
  if (h0 !== undefined) expectTensor(where, 'h0', h0, [batch, hidden]);
  expectTensor(where, 'dz', dz, [batch, time, 'columns']);
  if (dz.dataId === y.dataId || dz.dataId === h0?.dataId) {
    throw new Error(`${where}: dz: expected data of its own, got that of a state`);
  }
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(expected(`${where}: options`, 'ends and reverse', options));
  }
  const { ends, reverse, columns = dz.shape[2] as number } = options;
  if (ends !== undefined) expectTensor(where, 'ends', ends, [batch], 'int32');
  expectFlag(where, 'reverse', reverse);
  expectPositiveInteger(where, 'columns', columns, dz.shape[2]);
  const core = kernelsFor(where, CORE);
  const ofProduct = core.gemmScratchBytes();
  const room = scratch(ofProduct + 4 * batch * columns);
  const firsts = behind(room, ofProduct);
  // The state of a row of no steps may be anything, NaN too.
  const first = h0 && ends ? cleared(kernels, h0, batch, 1, hidden, ends) : h0;
  const dw = allocate([hidden, columns]);
  const [from, step] = [addressOf(dz), dz.shape[2] as number];
  const dwAt = addressOf(dw);
  const rows = [batch, time, columns, from, step, firsts, addressOrNone(ends), reverse] as const;
  // That state is the output one step away, so that it is one product of y and dz shifted against one another by a step,
  // without the steps that begin a row, and one of h0 with those.
  kernels.takeFirsts(...rows);
  const before = behind(addressOf(y), reverse ? 4 * hidden : 0);
  const after = behind(from, reverse ? 0 : 4 * step);
  const steps = Math.max(0, batch * time - 1);
  const to = [dwAt, columns] as const;
  core.gemm(hidden, columns, steps, before, hidden, true, after, step, false, ...to, false, room);
  if (first !== undefined) {
    const state = [addressOf(first), hidden, true] as const;
    core.gemm(hidden, columns, batch, ...state, firsts, columns, false, ...to, true, room);
  }
  kernels.putFirsts(...rows);
  if (first !== h0) first?.dispose();
  return dw;
}

function kernelsFor<K>(where: string, module: KernelModule<K>): K {
  const kernels = kernelsOf(module);
  if (kernels !== undefined) return kernels;
  throw new Error(`${where}: expected the wasm backend with SIMD, got ${tf.getBackend()}`);
}
