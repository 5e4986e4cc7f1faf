import { matMul } from '@dl/core';
import {
  addressesOf,
  allocate,
  biasGradient,
  hasGpu,
  isNested,
  kernelsOf,
  op,
  scratch,
  weightGradient,
} from '@dl/core/extend';
import type { SequenceResult } from '@dl/rnn';
import { endsOf, fillOutputs, recurrentGradient, withoutPadding } from '@dl/rnn/cell';
import type * as tf from '@tensorflow/tfjs-core';
import { LSTM, type LstmKernels } from './generated/wasm-lstm';
import { lstmSequenceOnGpu } from './lstm-sequence-gpu';
import type { LstmState, LstmWeights } from './lstm-weights';

/**
 * A long short-term memory over a whole sequence, forward in one kernel and backward in one kernel; on WebGPU by programs.
 * Undefined where the running backend has no such kernel. Inputs are checked by
 * the cell; `lengths` is not written to later.
 *
 * The kernel of the way back gives the gradient at what goes into the gates, dz; those of xs, the weights
 * and the bias follow from it by one product each, and only those that are asked for are computed.
 *
 * @param xs [batch, time, in]
 * @param state undefined for zeros
 * @returns outputs [batch, time, out] and the last state
 * @throws RangeError if what is to be kept does not fit in WASM memory
 */
export function lstmSequence(
  xs: tf.Tensor3D,
  state: LstmState | undefined,
  weights: LstmWeights,
  { lengths, reverse }: { lengths: Int32Array | undefined; reverse: boolean },
): SequenceResult<LstmState> | undefined {
  const kernels = kernelsOf(LSTM);
  if (isNested()) return undefined;
  if (kernels === undefined) {
    return hasGpu() ? lstmSequenceOnGpu(xs, state, weights, { lengths, reverse }) : undefined;
  }
  const { gateActivation, ...tensors } = weights;
  const run: Run = {
    kernels,
    lengths,
    reverse,
    hard: gateActivation === 'hardSigmoid',
  };
  const inputs = { xs, ...tensors, h: state?.h, c: state?.c };
  let kept: Kept | undefined;
  try {
    const [outputs, h, c] = op('LstmSequence', inputs, {
      forward: () => {
        const { outputs, ...rest } = forward(run, inputs);
        kept = rest;
        return outputs;
      },
      // All but the bias, which nothing depends on.
      save: ([y]): Saved => ({ ...inputs, bias: undefined, ...(kept as Kept), y }),
      gradients: (dys, saved) => gradients(run, dys, saved, state !== undefined),
    });
    return { outputs, state: { h, c } };
  } finally {
    // Where a tape runs it holds them.
    kept?.gates.dispose();
    kept?.cells.dispose();
    kept?.mids?.dispose();
  }
}

/** What the kernels of one sequence are told. */
interface Run {
  readonly kernels: LstmKernels;
  readonly lengths: Int32Array | undefined;
  readonly reverse: boolean;
  readonly hard: boolean;
}

interface Inputs extends Omit<LstmWeights, 'gateActivation'> {
  readonly xs: tf.Tensor3D;
  readonly h: tf.Tensor | undefined;
  readonly c: tf.Tensor | undefined;
}

/** All that the way back needs. */
type Saved = Inputs & Kept & { readonly y: tf.Tensor };

/** What it needs of the way there. */
interface Kept {
  /** [batch, time, 4 hidden] */
  readonly gates: tf.Tensor;
  /** [batch, time, hidden] */
  readonly cells: tf.Tensor;
  /** [batch, time, hidden], the outputs before the projection. */
  readonly mids: tf.Tensor | undefined;
}

function forward(
  run: Run,
  inputs: Inputs,
): Kept & { outputs: [tf.Tensor3D, tf.Tensor2D, tf.Tensor2D] } {
  const { kernels, lengths, reverse, hard } = run;
  const { xs, input, recurrent, bias, peephole, projection, h, c } = inputs;
  const [batch, time, inSize] = xs.shape;
  const [out, columns] = recurrent.shape as [number, number];
  const hidden = columns / 4;
  return fillOutputs(lengths, (room, ends) => {
    const y = room<tf.Tensor3D>([batch, time, out]);
    const gates = room([batch, time, columns]);
    const cells = room([batch, time, hidden]);
    const mids = projection && room([batch, time, hidden]);
    const lastH = room<tf.Tensor2D>([batch, out]);
    const lastC = room<tf.Tensor2D>([batch, hidden]);
    const at = scratch(kernels.lstmForwardScratch(hidden, projection ? out : 0));
    kernels.lstmForward({
      batch,
      time,
      inSize,
      hidden,
      out,
      ...addressesOf({ x: xs, wx: input, bias, wh: recurrent, peephole, projection, h0: h, c0: c }),
      ...addressesOf({ y, lastH, lastC, gates, cells, mids, lengths: ends }),
      reverse,
      hard,
      scratch: at,
    });
    return { outputs: [y, lastH, lastC], gates, cells, mids };
  });
}

function gradients(
  run: Run,
  [dy, dlastH, dlastC]: readonly (tf.Tensor | null)[],
  { xs, input, recurrent, peephole, projection, h, c, y, gates, cells, mids }: Saved,
  ofState: boolean,
) {
  const { kernels, reverse, hard } = run;
  const [batch, time, out] = y.shape as [number, number, number];
  const hidden = cells.shape[2] as number;
  const ends = endsOf(run.lengths);
  const dz = allocate(gates.shape);
  const dh0 = allocate([batch, out]);
  const dc0 = allocate([batch, hidden]);
  const dpeephole = peephole && allocate(peephole.shape);
  const dhs = projection && allocate(y.shape);
  kernels.lstmBackward({
    batch,
    time,
    hidden,
    out,
    ...addressesOf({ gates, cells, c0: c, wh: recurrent, peephole, projection }),
    ...addressesOf({ dy, dlastH, dlastC, dz, dh0, dc0, dpeephole, dhs, lengths: ends }),
    reverse,
    hard,
    ofState,
    scratch: scratch(kernels.lstmBackwardScratch(batch, hidden, projection ? out : 0)),
  });
  return {
    xs: () => matMul(dz, input, { transposeB: true }),
    input: () => weightGradient(ends ? withoutPadding(xs, ends) : xs, dz),
    recurrent: () => recurrentGradient(y, h, dz, { ends, reverse }),
    bias: () => biasGradient(dz),
    peephole: dpeephole && (() => dpeephole),
    projection: () => weightGradient(mids as tf.Tensor, dhs as tf.Tensor),
    h: ofState ? () => dh0 : undefined,
    c: ofState ? () => dc0 : undefined,
  };
}
