import { addressOf, addressOrNone, allocate, isNested, kernelsOf, split, tanh } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { type GateActivation, gate } from './gate';
import { LSTM_GRU } from './kernels';
import { runNamed } from './run-named';

export interface LstmGatesOptions {
  /** [3, hidden]: of the gates i, f, o. */
  peephole?: tf.Tensor | undefined;
  /** Default `sigmoid`. */
  gateActivation?: GateActivation;
}

/**
 * The part of an LSTM's step after its products, in one pass: i, f, g, o from z, c′ = f c + i g,
 * h = o tanh c′.
 *
 * @param z [batch, 4 hidden], what goes into the gates i, f, g, o
 * @param c [batch, hidden]
 */
export function lstmGates(
  z: tf.Tensor2D,
  c: tf.Tensor2D,
  { peephole, gateActivation = 'sigmoid' }: LstmGatesOptions = {},
): { h: tf.Tensor2D; c: tf.Tensor2D } {
  const kernels = isNested() ? undefined : kernelsOf(LSTM_GRU);
  if (kernels === undefined) return composite(z, c, peephole, gateActivation);
  const [batch, hidden] = c.shape;
  const hard = gateActivation === 'hardSigmoid';
  let gates: tf.Tensor | undefined;
  try {
    const [h, next] = runNamed(
      'LstmGates',
      { z, c, peephole },
      {
        forward: () => {
          gates = allocate(z.shape);
          const made = [allocate(c.shape), allocate(c.shape)] as const;
          const [cell, out] = made.map(addressOf);
          const at = [addressOf(z), addressOf(c), addressOrNone(peephole), addressOf(gates)];
          kernels.lstmStep?.(batch, hidden, ...at, cell, out, hard);
          return [made[1], made[0]];
        },
        save: ([, cell]) => ({ c, peephole, gates, cell }),
        backward: ([dh, dnext], saved) => {
          const dz = allocate(z.shape);
          const dc = dnext ? tf.mul(dnext, 1) : tf.zeros([batch, hidden]);
          const dm = dh ?? tf.zeros([batch, hidden]);
          const dpeephole = saved.peephole && tf.zeros([3, hidden]);
          kernels.lstmStepBackward?.(
            batch,
            hidden,
            addressOf(saved.gates as tf.Tensor),
            addressOf(saved.c as tf.Tensor),
            addressOrNone(saved.peephole),
            addressOf(saved.cell as tf.Tensor),
            addressOf(dm),
            addressOf(dc),
            addressOf(dz),
            addressOrNone(dpeephole),
            hard,
          );
          return { z: () => dz, c: () => dc, peephole: () => dpeephole as tf.Tensor };
        },
      },
    ) as [tf.Tensor2D, tf.Tensor2D];
    return { h, c: next };
  } finally {
    gates?.dispose();
  }
}

function composite(
  z: tf.Tensor2D,
  c: tf.Tensor2D,
  peephole: tf.Tensor | undefined,
  kind: GateActivation,
): { h: tf.Tensor2D; c: tf.Tensor2D } {
  return tf.tidy(() => {
    const [zi, zf, zg, zo] = split(z, 4, 1) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    const [pi, pf, po] = peephole ? tf.unstack(peephole) : [];
    const seen = (sum: tf.Tensor, p: tf.Tensor | undefined, cell: tf.Tensor) =>
      gate(p ? tf.add(sum, tf.mul(cell, p)) : sum, kind);
    const kept = tf.mul(seen(zf, pf, c), c);
    const next = tf.add(kept, tf.mul(seen(zi, pi, c), tanh(zg)));
    return { h: tf.mul(seen(zo, po, next), tanh(next)), c: next } as never;
  }) as { h: tf.Tensor2D; c: tf.Tensor2D };
}
