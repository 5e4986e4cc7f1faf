import { runGpuProgram } from '@dl/core/extend';
import type * as tf from '@tensorflow/tfjs-core';
import type { GateActivation } from './gate';
import { gpuFunctions } from './gpu-gate';

// Each thread computes one element of its output from the gates that it needs: computing one anew costs less than a pass
// through memory.

const LAYOUT = `
  if (index >= uniforms.size) { return; }
  let columns = uniforms.outShape[1];`;

/** c′ and h of an LSTM on WebGPU, one program each; see `lstmGates`. */
export function gpuLstmGates(
  z: tf.Tensor2D,
  c: tf.Tensor2D,
  kind: GateActivation,
): { h: tf.Tensor2D; c: tf.Tensor2D } {
  const next = runGpuProgram<tf.Tensor2D>({
    key: `@dl/lstm-gru/cell/${kind}`,
    inputs: { z, c },
    outputShape: c.shape,
    code: `${gpuFunctions(kind)}
fn main(index : i32) {${LAYOUT}
  let at = (index / columns) * 4 * columns + index % columns;
  let written = gate(z[at]) * bend(z[at + 2 * columns]);
  setOutputAtIndex(index, gate(z[at + columns]) * c[index] + written);
}`,
  });
  const h = runGpuProgram<tf.Tensor2D>({
    key: `@dl/lstm-gru/output/${kind}`,
    inputs: { z, cell: next },
    outputShape: c.shape,
    code: `${gpuFunctions(kind)}
fn main(index : i32) {${LAYOUT}
  let at = (index / columns) * 4 * columns + index % columns;
  setOutputAtIndex(index, gate(z[at + 3 * columns]) * bend(cell[index]));
}`,
  });
  return { h, c: next };
}

/** What the way back needs: z, c, c′ and the gradients at h and c′. */
export interface GpuLstmBackward {
  readonly z: tf.Tensor;
  readonly c: tf.Tensor;
  readonly cell: tf.Tensor;
  readonly dh: tf.Tensor;
  readonly dcell: tf.Tensor;
}

// The whole gradient at c′, of which h too is made.
const AT_CELL = `
  let t = bend(cell[own]);
  let o = gate(z[at + 3 * hidden]);
  let up = dcell[own] + dh[own] * o * (1.0 - t * t);`;

/** The gradient at z. */
export function gpuLstmGatesBackward(inputs: GpuLstmBackward, kind: GateActivation): tf.Tensor {
  return runGpuProgram({
    key: `@dl/lstm-gru/lstm-back/${kind}`,
    inputs: { ...inputs },
    outputShape: inputs.z.shape,
    code: `${gpuFunctions(kind)}
fn main(index : i32) {${LAYOUT}
  let hidden = columns / 4;
  let row = index / columns;
  let which = (index % columns) / hidden;
  let own = row * hidden + index % hidden;
  let at = row * columns + index % hidden;
${AT_CELL}
  let i = gate(z[at]);
  let f = gate(z[at + hidden]);
  let g = bend(z[at + 2 * hidden]);
  var dz = dh[own] * t * gateSlope(o);
  if (which == 0) { dz = up * g * gateSlope(i); }
  if (which == 1) { dz = up * c[own] * gateSlope(f); }
  if (which == 2) { dz = up * i * (1.0 - g * g); }
  setOutputAtIndex(index, dz);
}`,
  });
}

/** The gradient at c. */
export function gpuLstmCellBackward(inputs: GpuLstmBackward, kind: GateActivation): tf.Tensor {
  const { c: _, ...rest } = inputs;
  return runGpuProgram({
    key: `@dl/lstm-gru/cell-back/${kind}`,
    inputs: rest,
    outputShape: inputs.cell.shape,
    code: `${gpuFunctions(kind)}
fn main(index : i32) {${LAYOUT}
  let hidden = columns;
  let own = index;
  let at = (index / hidden) * 4 * hidden + index % hidden;
${AT_CELL}
  setOutputAtIndex(index, up * gate(z[at + hidden]));
}`,
  });
}
