import { runGpuProgram } from '@dl/core/extend';
import type * as tf from '@tensorflow/tfjs-core';
import type { GateActivation } from './gate';
import { gpuFunctions } from './gpu-gate';

/** x W and h U of a GRU's gates r, z and candidate, [batch, 3 hidden] each, and h, [batch, hidden]. */
export interface GpuGru {
  readonly zx: tf.Tensor;
  readonly zh: tf.Tensor;
  readonly h: tf.Tensor;
}

const GATES = `
  let r = gate(zx[at] + zh[at]);
  let z = gate(zx[at + hidden] + zh[at + hidden]);
  let inner = zh[at + 2 * hidden];
  let n = bend(zx[at + 2 * hidden] + r * inner);`;

/** h′ of a GRU whose reset gate comes after its product, in one program on WebGPU. */
export function gpuGruGates(inputs: GpuGru, kind: GateActivation): tf.Tensor2D {
  return runGpuProgram<tf.Tensor2D>({
    key: `@dl/lstm-gru/gru/${kind}`,
    inputs: { ...inputs },
    outputShape: inputs.h.shape,
    code: `${gpuFunctions(kind)}
fn main(index : i32) {
  if (index >= uniforms.size) { return; }
  let hidden = uniforms.outShape[1];
  let at = (index / hidden) * 3 * hidden + index % hidden;
${GATES}
  setOutputAtIndex(index, h[index] + z * (n - h[index]));
}`,
  });
}

/** The gradient at x W, or at h U, which differ in the candidate. */
export function gpuGruGatesBackward(
  inputs: GpuGru & { readonly dh: tf.Tensor },
  of: 'input' | 'state',
  kind: GateActivation,
): tf.Tensor {
  return runGpuProgram({
    key: `@dl/lstm-gru/gru-back/${of}/${kind}`,
    inputs: { ...inputs },
    outputShape: inputs.zx.shape,
    code: `${gpuFunctions(kind)}
fn main(index : i32) {
  if (index >= uniforms.size) { return; }
  let columns = uniforms.outShape[1];
  let hidden = columns / 3;
  let row = index / columns;
  let which = (index % columns) / hidden;
  let own = row * hidden + index % hidden;
  let at = row * columns + index % hidden;
${GATES}
  let dn = dh[own] * z * (1.0 - n * n);
  var out = ${of === 'input' ? 'dn' : 'dn * r'};
  if (which == 0) { out = dn * inner * gateSlope(r); }
  if (which == 1) { out = dh[own] * (n - h[own]) * gateSlope(z); }
  setOutputAtIndex(index, out);
}`,
  });
}

/** The gradient at h, but for what comes through U. */
export function gpuGruStateBackward(
  inputs: GpuGru & { readonly dh: tf.Tensor },
  kind: GateActivation,
): tf.Tensor {
  const { zx, zh, dh } = inputs;
  return runGpuProgram({
    key: `@dl/lstm-gru/gru-state-back/${kind}`,
    inputs: { zx, zh, dh },
    outputShape: dh.shape,
    code: `${gpuFunctions(kind)}
fn main(index : i32) {
  if (index >= uniforms.size) { return; }
  let hidden = uniforms.outShape[1];
  let at = (index / hidden) * 3 * hidden + index % hidden + hidden;
  setOutputAtIndex(index, dh[index] * (1.0 - gate(zx[at] + zh[at])));
}`,
  });
}
