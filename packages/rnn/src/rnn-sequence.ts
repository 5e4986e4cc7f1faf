import {
  ACTIVATION_CODE,
  addressOf,
  allocate,
  biasGradient,
  describeShape,
  isNested,
  type KernelExports,
  kernelsOf,
  matMul,
  runOpMany,
  scratch,
  weightGradient,
} from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import type { SequenceOptions, SequenceResult } from './cell';
import { RNN } from './kernels';

/** The weights of a simple recurrent cell. */
export interface RnnWeights {
  /** [in, hidden] */
  readonly input: tf.Tensor;
  /** [hidden, hidden] */
  readonly recurrent: tf.Tensor;
  /** [hidden] */
  readonly bias: tf.Tensor | undefined;
}

/**
 * A simple recurrent network over a whole sequence, forward in one kernel and backward (BPTT) in one
 * kernel. Undefined where the running backend has no such kernel. Shapes are checked by the callers.
 *
 * The gradient at the pre-activations, dz, comes out of the kernel; the gradients of xs, the weights
 * and the bias follow from it by one product each, and only those that are asked for are computed.
 *
 * @param xs [batch, time, in]
 * @param state [batch, hidden], or undefined for zeros
 * @returns outputs [batch, time, hidden] and the last state [batch, hidden]
 * @throws RangeError if the outputs do not fit in WASM memory
 */
export function rnnSequence(
  xs: tf.Tensor3D,
  state: tf.Tensor2D | undefined,
  weights: RnnWeights,
  activation: 'tanh' | 'relu' | 'sigmoid',
  options: SequenceOptions,
): SequenceResult<tf.Tensor2D> | undefined {
  const kernels = kernelsOf(RNN);
  if (kernels === undefined || isNested()) return undefined;
  const { input, recurrent, bias } = weights;
  const run: Run = {
    kernels,
    // A copy: the gradient must not see what the caller writes into its array meanwhile.
    lengths: options.lengths && Int32Array.from(options.lengths),
    reverse: options.reverse ?? false,
    code: ACTIVATION_CODE[activation],
  };
  const [outputs, last] = runOpMany(
    'RnnSequence',
    [xs, input, recurrent, ...(bias ? [bias] : []), ...(state ? [state] : [])],
    () => forward(run, xs, state, weights),
    ([y]) => (state ? [xs, input, recurrent, y, state] : [xs, input, recurrent, y]),
    ([dy, dlast], saved) => {
      const [x, wx, wh, y] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
      const h0 = saved[4];
      const ends = endsOf(run);
      const { dz, dh0 } = backward(run, y, dy, dlast, wh, ends, state !== undefined);
      const ofBias = bias ? [() => biasGradient(dz)] : [];
      return [
        () => matMul(dz, wx, { transposeB: true }),
        () => weightGradient(ends ? withoutPadding(run, x, ends) : x, dz),
        () => recurrentGradient(run, y, h0, dz, ends),
        ...ofBias,
        ...(dh0 ? [() => dh0] : []),
      ];
    },
  );
  return { outputs: outputs as tf.Tensor3D, state: last as tf.Tensor2D };
}

/** What the kernels of one sequence are told. */
interface Run {
  readonly kernels: KernelExports;
  readonly lengths: Int32Array | undefined;
  readonly reverse: boolean;
  readonly code: number;
}

/** Lengths as the kernels read them: int32 in WASM memory. */
function endsOf({ lengths }: Run): tf.Tensor | undefined {
  return lengths && tf.tensor1d(lengths, 'int32');
}

/** The address of a tensor, 0 for none. */
function addressOrNone(x: tf.Tensor | null | undefined): number {
  return x ? addressOf(x) : 0;
}

/** As `allocate`, with an error that says what is too large. */
function room(shape: readonly number[]): tf.Tensor {
  const bytes = shape.reduce((product, axis) => product * axis, 4);
  if (bytes < 2 ** 32) return allocate(shape);
  throw new RangeError(
    `unroll: outputs: expected less than 4 GiB, got float32 ${describeShape(shape)}`,
  );
}

function forward(
  run: Run,
  xs: tf.Tensor3D,
  state: tf.Tensor2D | undefined,
  { input, recurrent, bias }: RnnWeights,
): [tf.Tensor, tf.Tensor] {
  const { kernels, reverse, code } = run;
  const [batch, time, inSize] = xs.shape;
  const hidden = recurrent.shape[1] as number;
  const y = room([batch, time, hidden]);
  let last: tf.Tensor | undefined;
  let ends: tf.Tensor | undefined;
  try {
    last = allocate([batch, hidden]);
    ends = endsOf(run);
    const at = scratch(kernels.rnnForwardScratch?.(hidden) as number);
    kernels.rnnForward?.(
      batch,
      time,
      inSize,
      hidden,
      addressOf(xs),
      addressOf(input),
      addressOrNone(bias),
      addressOf(recurrent),
      addressOrNone(state),
      addressOf(y),
      addressOf(last),
      addressOrNone(ends),
      reverse,
      code,
      at,
    );
    return [y, last];
  } catch (error) {
    // No memory for the rest: a caller may go on with less, so the outputs must not stay.
    tf.dispose([y, last] as tf.Tensor[]);
    throw error;
  } finally {
    ends?.dispose();
  }
}

function backward(
  { kernels, reverse, code }: Run,
  y: tf.Tensor,
  dy: tf.Tensor | null | undefined,
  dlast: tf.Tensor | null | undefined,
  recurrent: tf.Tensor,
  ends: tf.Tensor | undefined,
  ofState: boolean,
): { dz: tf.Tensor; dh0: tf.Tensor | undefined } {
  const [batch, time, hidden] = y.shape as [number, number, number];
  const dz = allocate(y.shape);
  const dh0 = ofState ? allocate([batch, hidden]) : undefined;
  const at = scratch(kernels.rnnBackwardScratch?.(batch, hidden) as number);
  kernels.rnnBackward?.(
    batch,
    time,
    hidden,
    addressOf(y),
    addressOrNone(dy),
    addressOrNone(dlast),
    addressOf(recurrent),
    addressOf(dz),
    addressOrNone(dh0),
    addressOrNone(ends),
    reverse,
    code,
    at,
  );
  return { dz, dh0 };
}

/** The inputs with zeros from each row's length on: dz is 0 there, but 0 times a NaN is NaN. */
function withoutPadding({ kernels }: Run, xs: tf.Tensor, ends: tf.Tensor): tf.Tensor {
  const [batch, time, inSize] = xs.shape as [number, number, number];
  const out = allocate(xs.shape);
  kernels.rnnClearPadding?.(batch, time, inSize, addressOf(xs), addressOf(out), addressOf(ends));
  return out;
}

function recurrentGradient(
  { kernels, reverse }: Run,
  y: tf.Tensor,
  h0: tf.Tensor | undefined,
  dz: tf.Tensor,
  ends: tf.Tensor | undefined,
): tf.Tensor {
  const [batch, time, hidden] = y.shape as [number, number, number];
  const dwh = allocate([hidden, hidden]);
  const at = scratch(kernels.rnnRecurrentScratch?.(batch, hidden) as number);
  kernels.rnnRecurrentGradient?.(
    batch,
    time,
    hidden,
    addressOf(y),
    addressOrNone(h0),
    addressOf(dz),
    addressOf(dwh),
    addressOrNone(ends),
    reverse,
    at,
  );
  return dwh;
}
