import { split, tanh, unstack } from '@dl/core';
import { checkedLater, expectTensor, type OptionChecks, readOptions } from '@dl/core/check';
import {
  addressesOf,
  addressOf,
  addressOrNone,
  allocate,
  hasGpu,
  isNested,
  kernelsOf,
  op,
} from '@dl/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import { type GateActivation, gate, gateOption } from './gate';
import { LSTM, type LstmKernels } from './generated/wasm-lstm';
import { gpuLstmGates, gpuLstmGatesBackward } from './lstm-gates-gpu';

export interface LstmGatesOptions {
  /** [3, hidden], of the gates i, f, o. */
  peephole?: tf.Tensor | undefined;
  /** Default `sigmoid`. */
  gateActivation?: GateActivation;
}

const OPTIONS: OptionChecks<LstmGatesOptions> = {
  peephole: checkedLater,
  gateActivation: gateOption,
};

/** The cell and what it shows, each [batch, hidden]. */
interface Shown {
  h: tf.Tensor2D;
  c: tf.Tensor2D;
}

/**
 * The part of an LSTM's step after its products, in one pass on WASM and on WebGPU (there without
 * peepholes): i, f, g, o from z, c′ = f c + i g, h = o tanh c′.
 *
 * @param z [batch, 4 hidden], what goes into the gates i, f, g, o
 * @param c [batch, hidden]
 * @returns h and c′, [batch, hidden] each
 * @throws ShapeError, TypeError, Error for tensors that do not fit, or are disposed; RangeError for an unknown activation,
 *   TypeError for an unknown option
 */
export function lstmGates(z: tf.Tensor2D, c: tf.Tensor2D, options?: LstmGatesOptions): Shown {
  const { peephole, gateActivation = 'sigmoid' } = readOptions('lstmGates', options, OPTIONS);
  // The kernel trusts these sizes.
  expectTensor('lstmGates', 'c', c, ['batch', 'hidden']);
  const [batch, hidden] = c.shape;
  expectTensor('lstmGates', 'z', z, [batch, 4 * hidden]);
  if (peephole !== undefined) expectTensor('lstmGates', 'peephole', peephole, [3, hidden]);
  if (isNested()) return composite(z, c, peephole, gateActivation);
  const kernels = kernelsOf(LSTM);
  if (kernels !== undefined) return onWasm(kernels, z, c, peephole, gateActivation);
  if (hasGpu() && peephole === undefined && c.size > 0) return onWebgpu(z, c, gateActivation);
  return composite(z, c, peephole, gateActivation);
}

function onWasm(
  kernels: LstmKernels,
  z: tf.Tensor2D,
  c: tf.Tensor2D,
  peephole: tf.Tensor | undefined,
  kind: GateActivation,
): Shown {
  const [batch, hidden] = c.shape;
  const hard = kind === 'hardSigmoid';
  let gates: tf.Tensor | undefined;
  try {
    const [h, next] = op(
      'LstmGates',
      { z, c, peephole },
      {
        forward: () => {
          gates = allocate(z.shape);
          const [out, cell] = [allocate(c.shape), allocate(c.shape)];
          const from = [addressOf(z), addressOf(c), addressOrNone(peephole)] as const;
          const to = [addressOf(gates), addressOf(cell), addressOf(out)] as const;
          kernels.lstmStep(batch, hidden, ...from, ...to, hard);
          return [out, cell];
        },
        save: ([, cell]) => ({ c, peephole, gates, cell }),
        gradients: ([dh, dcell], saved) => {
          const dz = allocate(z.shape);
          // The kernel goes on from the one, and only reads the other.
          const dc = dcell ? tf.mul(dcell, 1) : tf.zeros([batch, hidden]);
          const up = dh ?? tf.zeros([batch, hidden]);
          const dpeephole = saved.peephole && tf.zeros([3, hidden]);
          const { gates: g, c: before, cell, peephole: p } = saved;
          const at = addressesOf({ g, before, p, cell, up, dc, dz, dpeephole });
          const from = [at.g, at.before, at.p, at.cell, at.up] as const;
          kernels.lstmStepBackward(batch, hidden, ...from, at.dc, at.dz, at.dpeephole, hard);
          return { z: () => dz, c: () => dc, peephole: dpeephole && (() => dpeephole) };
        },
      },
    ) as [tf.Tensor2D, tf.Tensor2D];
    return { h, c: next };
  } finally {
    gates?.dispose();
  }
}

function onWebgpu(z: tf.Tensor2D, c: tf.Tensor2D, kind: GateActivation): Shown {
  const [h, next] = op(
    'LstmGates',
    { z, c },
    {
      forward: () => {
        const made = gpuLstmGates(z, c, kind);
        return [made.h, made.c];
      },
      save: ([, cell]) => ({ z, c, cell: cell as tf.Tensor }),
      gradients: ([dh, dcell], saved) => {
        const { z: sums, c: before, cell } = saved;
        const up = { dh: dh ?? undefined, dcell: dcell ?? undefined };
        const { dz, dc } = gpuLstmGatesBackward({ z: sums, c: before, cell, ...up }, kind);
        return { z: () => dz, c: () => dc };
      },
    },
  ) as [tf.Tensor2D, tf.Tensor2D];
  return { h, c: next };
}

function composite(
  z: tf.Tensor2D,
  c: tf.Tensor2D,
  peephole: tf.Tensor | undefined,
  kind: GateActivation,
): Shown {
  return tf.tidy(() => {
    const [zi, zf, zg, zo] = split(z, 4, 1) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    const [pi, pf, po] = peephole ? unstack(peephole) : [];
    const seen = (sum: tf.Tensor, p: tf.Tensor | undefined, cell: tf.Tensor) =>
      gate(p ? tf.add(sum, tf.mul(cell, p)) : sum, kind);
    const kept = tf.mul(seen(zf, pf, c), c);
    const next = tf.add(kept, tf.mul(seen(zi, pi, c), tanh(zg)));
    return { h: tf.mul(seen(zo, po, next), tanh(next)), c: next } as never;
  }) as Shown;
}
