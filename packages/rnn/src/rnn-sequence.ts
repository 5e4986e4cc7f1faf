import {
  ACTIVATION_CODE,
  addressOf,
  allocate,
  biasGradient,
  type KernelExports,
  kernelsOf,
  matMul,
  runOpMany,
  scratch,
  weightGradient,
} from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Lengths, SequenceOptions, SequenceResult } from './cell';
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
 * kernel. Undefined where the running backend has no such kernel. Shapes are checked by `unroll`.
 *
 * The gradient at the pre-activations, dz, comes out of the kernel; the gradients of xs, the weights
 * and the bias follow from it by one product each, and only those that are asked for are computed.
 */
export function rnnSequence(
  xs: tf.Tensor3D,
  state: tf.Tensor2D,
  weights: RnnWeights,
  activation: 'tanh' | 'relu' | 'sigmoid',
  { lengths, reverse = false }: SequenceOptions,
): SequenceResult<tf.Tensor2D> | undefined {
  const kernels = kernelsOf(RNN);
  if (kernels === undefined) return undefined;
  const { input, recurrent, bias } = weights;
  const code = ACTIVATION_CODE[activation];
  const [outputs, last] = runOpMany(
    'RnnSequence',
    bias ? [xs, state, input, recurrent, bias] : [xs, state, input, recurrent],
    () => forward(kernels, xs, state, weights, lengths, reverse, code),
    ([y]) => [xs, state, input, recurrent, y],
    ([dy, dlast], saved) => {
      const [x, h0, wx, wh, y] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
      const at = withLengths(lengths);
      const { dz, dh0 } = backward(kernels, y, dy, dlast, wh, at.address, reverse, code);
      return [
        () => matMul(dz, wx, { transposeB: true }),
        () => dh0,
        () => weightGradient(x, dz),
        () => recurrentGradient(kernels, y, h0, dz, at.address, reverse),
        () => biasGradient(dz),
      ];
    },
  );
  return { outputs: outputs as tf.Tensor3D, state: last as tf.Tensor2D };
}

/** Lengths as the kernel reads them: int32 in WASM memory, address 0 for none. */
function withLengths(lengths: Lengths | undefined): { address: number; tensor?: tf.Tensor } {
  if (lengths === undefined) return { address: 0 };
  const tensor = tf.tensor1d(lengths as number[], 'int32');
  return { address: addressOf(tensor), tensor };
}

function forward(
  kernels: KernelExports,
  xs: tf.Tensor3D,
  state: tf.Tensor2D,
  { input, recurrent, bias }: RnnWeights,
  lengths: Lengths | undefined,
  reverse: boolean,
  code: number,
): [tf.Tensor, tf.Tensor] {
  const [batch, time, inSize] = xs.shape;
  const hidden = state.shape[1];
  const ends = withLengths(lengths);
  const y = allocate([batch, time, hidden]);
  const last = allocate([batch, hidden]);
  const room = scratch(kernels.rnnForwardScratch?.(hidden) as number);
  kernels.rnnForward?.(
    ...[batch, time, inSize, hidden, addressOf(xs), addressOf(input)],
    ...[bias ? addressOf(bias) : 0, addressOf(recurrent), addressOf(state)],
    ...[addressOf(y), addressOf(last), ends.address, reverse, code, room],
  );
  ends.tensor?.dispose();
  return [y, last];
}

function backward(
  kernels: KernelExports,
  y: tf.Tensor,
  dy: tf.Tensor | null | undefined,
  dlast: tf.Tensor | null | undefined,
  recurrent: tf.Tensor,
  lengths: number,
  reverse: boolean,
  code: number,
): { dz: tf.Tensor; dh0: tf.Tensor } {
  const [batch, time, hidden] = y.shape as [number, number, number];
  const dz = allocate(y.shape);
  const dh0 = allocate([batch, hidden]);
  const room = scratch(kernels.rnnBackwardScratch?.(hidden) as number);
  kernels.rnnBackward?.(
    ...[batch, time, hidden, addressOf(y), dy ? addressOf(dy) : 0, dlast ? addressOf(dlast) : 0],
    ...[addressOf(recurrent), addressOf(dz), addressOf(dh0), lengths, reverse, code, room],
  );
  return { dz, dh0 };
}

function recurrentGradient(
  kernels: KernelExports,
  y: tf.Tensor,
  h0: tf.Tensor,
  dz: tf.Tensor,
  lengths: number,
  reverse: boolean,
): tf.Tensor {
  const [batch, time, hidden] = y.shape as [number, number, number];
  const dwh = allocate([hidden, hidden]);
  const room = scratch(kernels.rnnRecurrentScratch?.(batch, time, hidden) as number);
  kernels.rnnRecurrentGradient?.(
    ...[batch, time, hidden, addressOf(y), addressOf(h0), addressOf(dz), addressOf(dwh)],
    ...[lengths, reverse, room],
  );
  return dwh;
}
