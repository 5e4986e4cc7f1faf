import { matMul } from '@dl/core';
import {
  ACTIVATION_CODE,
  addressOf,
  addressOrNone,
  allocate,
  biasGradient,
  isNested,
  kernelsOf,
  op,
  scratch,
  weightGradient,
} from '@dl/core/extend';
import type * as tf from '@tensorflow/tfjs-core';
import type { SequenceResult } from './cell';
import { RNN, type RnnKernels } from './generated/wasm';
import { endsOf, fillOutputs, recurrentGradient, withoutPadding } from './sequence-kernels';

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
 * kernel. Undefined where the running backend has no such kernel. Inputs are checked by the cell; `lengths` is not written
 * to later.
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
  { lengths, reverse }: { lengths: Int32Array | undefined; reverse: boolean },
): SequenceResult<tf.Tensor2D> | undefined {
  const kernels = kernelsOf(RNN);
  if (kernels === undefined || isNested()) return undefined;
  const run: Run = { kernels, lengths, reverse, code: ACTIVATION_CODE[activation] };
  const { input, recurrent } = weights;
  const inputs = { xs, ...weights, state };
  const [outputs, last] = op('RnnSequence', inputs, {
    forward: () => forward(run, xs, state, weights),
    save: ([y]) => ({ xs, input, recurrent, y, state }),
    gradients: ([dy, dlast], saved) => {
      const { xs: x, input: wx, recurrent: wh, y, state: h0 } = saved;
      const ends = endsOf(lengths);
      const { dz, dh0 } = backward(run, y, dy, dlast, wh, ends, h0 !== undefined);
      return {
        xs: () => matMul(dz, wx, { transposeB: true }),
        input: () => weightGradient(ends ? withoutPadding(x, ends) : x, dz),
        recurrent: () => recurrentGradient(y, h0, dz, { ends, reverse }),
        bias: () => biasGradient(dz),
        state: dh0 && (() => dh0),
      };
    },
  });
  return { outputs, state: last };
}

/** What the kernels of one sequence are told. */
interface Run {
  readonly kernels: RnnKernels;
  readonly lengths: Int32Array | undefined;
  readonly reverse: boolean;
  readonly code: number;
}

function forward(
  run: Run,
  xs: tf.Tensor3D,
  state: tf.Tensor2D | undefined,
  { input, recurrent, bias }: RnnWeights,
): [tf.Tensor3D, tf.Tensor2D] {
  const { kernels, lengths, reverse, code } = run;
  const [batch, time, inSize] = xs.shape;
  const hidden = recurrent.shape[1] as number;
  return fillOutputs(lengths, (make, ends) => {
    const y = make<tf.Tensor3D>([batch, time, hidden]);
    const last = make<tf.Tensor2D>([batch, hidden]);
    const room = scratch(kernels.rnnForwardScratch(hidden));
    kernels.rnnForward(
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
      room,
    );
    return [y, last];
  });
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
  const at = scratch(kernels.rnnBackwardScratch(batch, hidden));
  kernels.rnnBackward(
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
