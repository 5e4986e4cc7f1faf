import { runProgram } from '@dl/core/extend';
import type * as tf from '@tensorflow/tfjs-core';
import type { GateActivation } from './gate';
import { elementOf, gpuFunctions, THREADS } from './gpu-gate';

/** x W and h U of a GRU's gates r, z and candidate, [batch, 3 hidden] each, and h, [batch, hidden]. */
export interface GpuGru {
  readonly zx: tf.Tensor;
  readonly zh: tf.Tensor;
  readonly h: tf.Tensor;
}

const GATES = `
  let r = gate(zx[at] + zh[at]);
  let z = gate(zx[at + ints.hidden] + zh[at + ints.hidden]);
  let inner = zh[at + 2 * ints.hidden];
  let n = bend(zx[at + 2 * ints.hidden] + r * inner);`;

/** h′ of a GRU whose reset gate comes after its product, in one program on WebGPU. */
export function gpuGruGates(inputs: GpuGru, kind: GateActivation): tf.Tensor2D {
  const { h } = inputs;
  return runProgram({
    key: `gru-gates/${kind}`,
    reads: { ...inputs },
    makes: { next: { shape: h.shape } },
    ints: { size: h.size, hidden: h.shape[1] as number },
    groups: Math.ceil(h.size / THREADS),
    threads: THREADS,
    code: () => `${gpuFunctions(kind)}
${elementOf(3, `${GATES}\n  next[i] = h[i] + z * (n - h[i]);`)}`,
  }).next as tf.Tensor2D;
}

/** The gradients at x W, at h U and at h, but for what comes to it through U; by one program. */
export function gpuGruGatesBackward(
  inputs: GpuGru & { readonly dh: tf.Tensor },
  kind: GateActivation,
): { dzx: tf.Tensor; dzh: tf.Tensor; dstate: tf.Tensor } {
  const { zx, h } = inputs;
  const { shape } = zx;
  return runProgram({
    key: `gru-gates-back/${kind}`,
    reads: { ...inputs },
    makes: { dzx: { shape }, dzh: { shape }, dstate: { shape: h.shape } },
    ints: { size: h.size, hidden: h.shape[1] as number },
    groups: Math.ceil(h.size / THREADS),
    threads: THREADS,
    code: () => `${gpuFunctions(kind)}
${elementOf(
  3,
  `${GATES}
  let d = dh[i];
  let dn = d * z * (1.0 - n * n);
  let dr = dn * inner * gateSlope(r);
  let dgate = d * (n - h[i]) * gateSlope(z);
  dzx[at] = dr;
  dzh[at] = dr;
  dzx[at + ints.hidden] = dgate;
  dzh[at + ints.hidden] = dgate;
  dzx[at + 2 * ints.hidden] = dn;
  dzh[at + 2 * ints.hidden] = dn * r;
  dstate[i] = d * (1.0 - z);`,
)}`,
  });
}
