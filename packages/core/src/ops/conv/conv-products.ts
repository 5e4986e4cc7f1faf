import * as tf from '@tensorflow/tfjs-core';
import { expectShape } from '../../check/shape';
import type { ConvKernels } from '../../generated/wasm-conv';
import { CONV } from '../../generated/wasm-conv';
import { gpuPrograms } from '../../gpu/gpu-programs';
import { path } from '../../tape/op';
import type { Address } from '../../wasm/kernel-module';
import { addressOf, addressOrNone, allocate } from '../../wasm/output';
import {
  ACTIVATION_CODE,
  compositeActivation,
  type FusedActivation,
} from '../activation/activation';
import { bilinear } from './bilinear';
import { conv2dByTaps, filterGradientByTaps, inputGradientByTaps } from './conv-by-taps';
import { type ConvPlan, filterShape } from './conv-plan';
import { filterGradient, scratchBytes } from './filter-gradient';
import { expectPlanned, inputShape, outputShape, writeWindows } from './window-struct';

const PROGRAMS = () => gpuPrograms<typeof import('./conv-gpu')>('conv');

/** y = f(x ∗ w + bias), not recorded. */
export function convolve(
  x: tf.Tensor,
  w: tf.Tensor,
  plan: ConvPlan,
  bias?: tf.Tensor,
  activation: FusedActivation = 'none',
): tf.Tensor {
  expectFilter(plan, w);
  expectPlanned(plan, x, undefined);
  return path(CONV, {
    wasm: (kernels) => {
      const [at, space] = prepare(kernels, plan);
      const y = allocate(outputShape(plan));
      const biasAt = addressOrNone(bias);
      const code = ACTIVATION_CODE[activation];
      kernels.convForward(at, addressOf(x), addressOf(w), biasAt, code, addressOf(y), space);
      return y;
    },
    gpu: () => PROGRAMS().convolveOnGpu(x, w, plan, { bias, activation }),
    ops: () => {
      const z = conv2dByTaps(x, w, plan);
      return compositeActivation(bias === undefined ? z : tf.add(z, bias), activation);
    },
  });
}

/** dx of the shape of the input, from dz of that of the output; not recorded. */
export function spread(dz: tf.Tensor, w: tf.Tensor, plan: ConvPlan): tf.Tensor {
  expectFilter(plan, w);
  expectPlanned(plan, undefined, dz);
  return path(CONV, {
    wasm: (kernels) => {
      const [at, space] = prepare(kernels, plan);
      const dx = allocate(inputShape(plan));
      kernels.convInputGradient(at, addressOf(dz), addressOf(w), addressOf(dx), dx.size, space);
      return dx;
    },
    gpu: () => PROGRAMS().spreadOnGpu(dz, w, plan),
    ops: () => inputGradientByTaps(dz, w, plan),
  });
}

/** dw [height, width, in / groups, out], from x and dz of the shape of the output. */
function correlate(x: tf.Tensor, dz: tf.Tensor, plan: ConvPlan): tf.Tensor {
  expectPlanned(plan, x, dz);
  return path(CONV, {
    wasm: (kernels) => filterGradient(kernels, x, dz, plan),
    gpu: () => PROGRAMS().correlateOnGpu(x, dz, plan),
    ops: () => filterGradientByTaps(x, dz, plan),
  });
}

/** The three products of a convolution, recorded. */
export const CONVOLUTION = /* @__PURE__ */ bilinear<ConvPlan>('Conv2d', {
  output: convolve,
  input: spread,
  filter: correlate,
});

function expectFilter(plan: ConvPlan, w: tf.Tensor): void {
  expectShape('windows', 'filter', w, filterShape(plan));
}

/** Writes the sizes where kernels read them: their address, and that of scratch memory. */
function prepare(kernels: ConvKernels, plan: ConvPlan): readonly [Address, Address] {
  const written = writeWindows(plan, scratchBytes(kernels, plan));
  kernels.convDecide(written[0]);
  return written;
}
