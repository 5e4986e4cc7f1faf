import * as tf from '@tensorflow/tfjs-core';
import { expectShape } from '../../check/shape';
import type { ConvKernels } from '../../generated/wasm-conv';
import { CONV } from '../../generated/wasm-conv';
import { runOp } from '../../tape/run-op';
import type { Address } from '../../wasm/kernel-module';
import { addressOf, addressOrNone, allocate } from '../../wasm/output';
import { kernelsOf } from '../../wasm/registry';
import { ACTIVATION_CODE, type Activation, compositeActivation } from '../activation/activation';
import { conv2dByTaps, filterGradientByTaps, inputGradientByTaps } from './conv-by-taps';
import { type ConvPlan, filterShape } from './conv-plan';
import { expectPlanned, inputShape, outputShape, writeWindows } from './window-struct';

// The three products of a convolution. It is linear in x and in w, so the gradients of each are the other
// two: gradients of any order come by the same kernels.

/** y = f(x ∗ w + bias); as an op without a gradient of `bias` and f, which `conv2d` gives. */
export function convolve(
  x: tf.Tensor,
  w: tf.Tensor,
  plan: ConvPlan,
  bias?: tf.Tensor,
  activation: Activation = 'none',
): tf.Tensor {
  expectFilter(plan, w);
  expectPlanned(plan, x, undefined);
  const kernels = kernelsOf(CONV);
  if (kernels === undefined) {
    return tf.tidy(() => {
      const z = conv2dByTaps(x, w, plan);
      return compositeActivation(bias === undefined ? z : tf.add(z, bias), activation);
    });
  }
  const room = prepare(kernels, plan);
  const y = allocate(outputShape(plan));
  const biasAt = addressOrNone(bias);
  const code = ACTIVATION_CODE[activation];
  const [at, space] = room;
  kernels.convForward(at, addressOf(x), addressOf(w), biasAt, code, addressOf(y), space);
  return y;
}

/** dw [height, width, in / groups, out], from x and dz of the shape of the output. */
export function filterGradient(x: tf.Tensor, dz: tf.Tensor, plan: ConvPlan): tf.Tensor {
  return runOp(
    'Conv2dFilterGradient',
    [x, dz],
    () => {
      expectPlanned(plan, x, dz);
      const kernels = kernelsOf(CONV);
      if (kernels === undefined) return tf.tidy(() => filterGradientByTaps(x, dz, plan));
      const [at, space] = prepare(kernels, plan);
      const dw = allocate(filterShape(plan));
      kernels.convFilterGradient(at, addressOf(x), addressOf(dz), addressOf(dw), space);
      return dw;
    },
    () => [x, dz],
    (dy, [input, output]) => [
      () => inputGradient(output as tf.Tensor, dy, plan),
      () => plainConvolution(input as tf.Tensor, dy, plan),
    ],
  );
}

/** dx of the shape of the input, from dz of that of the output. */
export function inputGradient(dz: tf.Tensor, w: tf.Tensor, plan: ConvPlan): tf.Tensor {
  return runOp(
    'Conv2dInputGradient',
    [dz, w],
    () => spread(dz, w, plan),
    () => [dz, w],
    (dy, [output, filter]) => [
      () => plainConvolution(dy, filter as tf.Tensor, plan),
      () => filterGradient(dy, output as tf.Tensor, plan),
    ],
  );
}

/** `inputGradient` as it is, not recorded. */
export function spread(dz: tf.Tensor, w: tf.Tensor, plan: ConvPlan): tf.Tensor {
  expectFilter(plan, w);
  expectPlanned(plan, undefined, dz);
  const kernels = kernelsOf(CONV);
  if (kernels === undefined) return tf.tidy(() => inputGradientByTaps(dz, w, plan));
  const [at, space] = prepare(kernels, plan);
  const dx = allocate(inputShape(plan));
  kernels.convInputGradient(at, addressOf(dz), addressOf(w), addressOf(dx), dx.size, space);
  return dx;
}

/** x ∗ w, recorded. */
export function plainConvolution(x: tf.Tensor, w: tf.Tensor, plan: ConvPlan): tf.Tensor {
  return runOp(
    'Conv2d',
    [x, w],
    () => convolve(x, w, plan),
    () => [x, w],
    (dy, [input, filter]) => [
      () => inputGradient(dy, filter as tf.Tensor, plan),
      () => filterGradient(input as tf.Tensor, dy, plan),
    ],
  );
}

function expectFilter(plan: ConvPlan, w: tf.Tensor): void {
  expectShape('windows', 'filter', w, filterShape(plan));
}

/** Writes the sizes where kernels read them: their address, and that of scratch memory. */
function prepare(kernels: ConvKernels, plan: ConvPlan): readonly [Address, Address] {
  const [down, across] = plan.windows;
  const patch = down.kernel * across.kernel * (plan.in / plan.groups);
  const bytes = kernels.convScratchBytes(patch, plan.out / plan.groups);
  return writeWindows(plan, bytes);
}
