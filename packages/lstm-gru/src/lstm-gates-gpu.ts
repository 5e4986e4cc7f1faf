import { runProgram } from '@dl/core/extend';
import type * as tf from '@tensorflow/tfjs-core';
import type { GateActivation } from './gate';
import { elementOf, gpuFunctions, THREADS } from './gpu-gate';

/** c′ and h of an LSTM on WebGPU, by one program; see `lstmGates`. */
export function gpuLstmGates(
  z: tf.Tensor2D,
  c: tf.Tensor2D,
  kind: GateActivation,
): { h: tf.Tensor2D; c: tf.Tensor2D } {
  const [, hidden] = c.shape;
  const { h, cell } = runProgram({
    key: `lstm-gates/${kind}`,
    reads: { z, c },
    makes: { h: { shape: c.shape }, cell: { shape: c.shape } },
    ints: { size: c.size, hidden },
    groups: Math.ceil(c.size / THREADS),
    threads: THREADS,
    code: () => `${gpuFunctions(kind)}
${elementOf(
  4,
  `
  let next = gate(z[at + ints.hidden]) * c[i] + gate(z[at]) * bend(z[at + 2 * ints.hidden]);
  cell[i] = next;
  h[i] = gate(z[at + 3 * ints.hidden]) * bend(next);`,
)}`,
  });
  return { h: h as tf.Tensor2D, c: cell as tf.Tensor2D };
}

/** What the way back needs: z, c, c′ and the gradients at h and c′, where there are any. */
export interface GpuLstmBackward {
  readonly z: tf.Tensor;
  readonly c: tf.Tensor;
  readonly cell: tf.Tensor;
  readonly dh: tf.Tensor | undefined;
  readonly dcell: tf.Tensor | undefined;
}

/** The gradients at z and c, by one program. */
export function gpuLstmGatesBackward(
  inputs: GpuLstmBackward,
  kind: GateActivation,
): { dz: tf.Tensor; dc: tf.Tensor } {
  const { z, c, dh, dcell } = inputs;
  const hidden = c.shape[1] as number;
  return runProgram({
    key: `lstm-gates-back/${kind}`,
    reads: { ...inputs },
    makes: { dz: { shape: z.shape }, dc: { shape: c.shape } },
    ints: { size: c.size, hidden },
    groups: Math.ceil(c.size / THREADS),
    threads: THREADS,
    code: () => `${gpuFunctions(kind)}
${elementOf(
  4,
  `
  let t = bend(cell[i]);
  let input = gate(z[at]);
  let kept = gate(z[at + ints.hidden]);
  let g = bend(z[at + 2 * ints.hidden]);
  let o = gate(z[at + 3 * ints.hidden]);
  let ofOutput = ${dh ? 'dh[i]' : '0.0'};
  let up = ${dcell ? 'dcell[i]' : '0.0'} + ofOutput * o * (1.0 - t * t);
  dz[at] = up * g * gateSlope(input);
  dz[at + ints.hidden] = up * c[i] * gateSlope(kept);
  dz[at + 2 * ints.hidden] = up * input * (1.0 - g * g);
  dz[at + 3 * ints.hidden] = ofOutput * t * gateSlope(o);
  dc[i] = up * kept;`,
)}`,
  });
}
