import { matMul } from '@dl/core';
import {
  addressesOf,
  allocate,
  biasGradient,
  isNested,
  kernelsOf,
  op,
  scratch,
  weightGradient,
} from '@dl/core/extend';
import type { SequenceResult } from '@dl/rnn';
import { endsOf, fillOutputs, recurrentGradient, withoutPadding } from '@dl/rnn/cell';
import * as tf from '@tensorflow/tfjs-core';
import { GRU, type GruKernels } from './generated/wasm-gru';
import type { GruWeights } from './gru-weights';

/**
 * A gated recurrent unit over a whole sequence, as `lstmSequence`.
 *
 * @param xs [batch, time, in]
 * @param state [batch, hidden], undefined for zeros
 * @returns outputs [batch, time, hidden] and the last state; undefined where the running backend has no
 *   such kernel
 * @throws RangeError if what is to be kept does not fit in WASM memory
 */
export function gruSequence(
  xs: tf.Tensor3D,
  state: tf.Tensor2D | undefined,
  weights: GruWeights,
  { lengths, reverse }: { lengths: Int32Array | undefined; reverse: boolean },
): SequenceResult<tf.Tensor2D> | undefined {
  const kernels = kernelsOf(GRU);
  if (kernels === undefined || isNested()) return undefined;
  const { gateActivation, resetAfter, ...tensors } = weights;
  const run: Run = {
    kernels,
    lengths,
    reverse,
    after: resetAfter,
    hard: gateActivation === 'hardSigmoid',
  };
  const inputs = { xs, ...tensors, h: state };
  let kept: Kept | undefined;
  try {
    const [outputs, last] = op('GruSequence', inputs, {
      forward: () => {
        const { outputs, ...rest } = forward(run, inputs);
        kept = rest;
        return outputs;
      },
      save: ([y]): Saved => ({
        ...inputs,
        bias: undefined,
        recurrentBias: undefined,
        ...(kept as Kept),
        y,
      }),
      gradients: (dys, saved) => gradients(run, dys, saved, state !== undefined),
    });
    return { outputs, state: last };
  } finally {
    kept?.gates.dispose();
    kept?.inner.dispose();
  }
}

/** What the kernels of one sequence are told. */
interface Run {
  readonly kernels: GruKernels;
  readonly lengths: Int32Array | undefined;
  readonly reverse: boolean;
  readonly after: boolean;
  readonly hard: boolean;
}

interface Inputs extends Omit<GruWeights, 'gateActivation' | 'resetAfter'> {
  readonly xs: tf.Tensor3D;
  readonly h: tf.Tensor | undefined;
}

/** All that the way back needs. */
type Saved = Inputs & Kept & { readonly y: tf.Tensor };

/** What it needs of the way there. */
interface Kept {
  /** [batch, time, 3 hidden] */
  readonly gates: tf.Tensor;
  /** [batch, time, hidden], what the reset gate multiplies, or has multiplied */
  readonly inner: tf.Tensor;
}

function forward(run: Run, inputs: Inputs): Kept & { outputs: [tf.Tensor3D, tf.Tensor2D] } {
  const { kernels, lengths, reverse, after, hard } = run;
  const { xs, input, recurrent, bias, recurrentBias, h } = inputs;
  const [batch, time, inSize] = xs.shape;
  const [hidden, columns] = recurrent.shape as [number, number];
  return fillOutputs(lengths, (room, ends) => {
    const y = room<tf.Tensor3D>([batch, time, hidden]);
    const gates = room([batch, time, columns]);
    const inner = room([batch, time, hidden]);
    const last = room<tf.Tensor2D>([batch, hidden]);
    const at = scratch(kernels.gruForwardScratch(batch, hidden));
    kernels.gruForward({
      batch,
      time,
      inSize,
      hidden,
      ...addressesOf({ x: xs, wx: input, bias, wh: recurrent, innerBias: recurrentBias, h0: h }),
      ...addressesOf({ y, last, gates, inner, lengths: ends }),
      reverse,
      after,
      hard,
      scratch: at,
    });
    return { outputs: [y, last], gates, inner };
  });
}

function gradients(
  run: Run,
  [dy, dlast]: readonly (tf.Tensor | null)[],
  { xs, input, recurrent, h, y, gates, inner }: Saved,
  ofState: boolean,
) {
  const { kernels, reverse, after, hard } = run;
  const [batch, time, hidden] = y.shape as [number, number, number];
  const ends = endsOf(run.lengths);
  const dzx = allocate(gates.shape);
  const dzh = after ? allocate(gates.shape) : undefined;
  const dh0 = allocate([batch, hidden]);
  kernels.gruBackward({
    batch,
    time,
    hidden,
    ...addressesOf({
      y,
      gates,
      inner,
      h0: h,
      wh: recurrent,
      dy,
      dlast,
      dzx,
      dzh,
      dh0,
      lengths: ends,
    }),
    reverse,
    after,
    hard,
    ofState,
    scratch: scratch(kernels.gruBackwardScratch(batch, hidden)),
  });
  return {
    xs: () => matMul(dzx, input, { transposeB: true }),
    input: () => weightGradient(ends ? withoutPadding(xs, ends) : xs, dzx),
    recurrent: () =>
      dzh === undefined
        ? gradientBefore(y, h, dzx, inner, ends, reverse)
        : recurrentGradient(y, h, dzh, { ends, reverse }),
    bias: () => biasGradient(dzx),
    recurrentBias: () =>
      tf.tidy(() => tf.slice(biasGradient(dzh as tf.Tensor), 2 * hidden, hidden)),
    h: ofState ? () => dh0 : undefined,
  };
}

/** Of Wh where the reset gate comes first: r and z multiply h, the candidate r h. */
function gradientBefore(
  y: tf.Tensor,
  h: tf.Tensor | undefined,
  dz: tf.Tensor,
  inner: tf.Tensor,
  ends: tf.Tensor | undefined,
  reverse: boolean,
): tf.Tensor {
  const hidden = y.shape[2] as number;
  return tf.tidy(() => {
    const ofGates = recurrentGradient(y, h, dz, { ends, reverse, columns: 2 * hidden });
    const dn = tf.slice(dz, [0, 0, 2 * hidden], [-1, -1, hidden]);
    return tf.concat([ofGates, weightGradient(inner, dn)], 1);
  });
}
