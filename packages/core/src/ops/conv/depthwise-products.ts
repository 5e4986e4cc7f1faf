import * as tf from '@tensorflow/tfjs-core';
import { expectShape } from '../../check/shape';
import { CORE } from '../../generated/wasm';
import { DEPTHWISE, type DepthwiseKernels } from '../../generated/wasm-depthwise';
import { gpuPrograms } from '../../gpu/gpu-programs';
import { path } from '../../tape/op';
import { behind } from '../../wasm/kernel-module';
import { addressOf, addressOrNone, allocate } from '../../wasm/output';
import { sizeOf } from '../../wasm/product';
import { kernelsOf } from '../../wasm/registry';
import {
  ACTIVATION_CODE,
  compositeActivation,
  type FusedActivation,
} from '../activation/activation';
import { bilinear } from './bilinear';
import {
  depthwiseByTaps,
  depthwiseFilterGradientByTaps,
  depthwiseInputGradientByTaps,
} from './depthwise-by-taps';
import { sumOverImages } from './sum-over-images';
import {
  expectPlanned,
  type ImageWindows,
  inputShape,
  outputShape,
  writeWindows,
} from './window-struct';

// Products of a convolution a channel, w [height, width, channels, 1], as in conv-products.ts.

const PROGRAMS = () => gpuPrograms<typeof import('./depthwise-gpu')>('depthwise');

/** y = f(x ∗ w + bias), not recorded. */
export function depthwise(
  x: tf.Tensor,
  w: tf.Tensor,
  plan: ImageWindows,
  bias?: tf.Tensor,
  activation: FusedActivation = 'none',
): tf.Tensor {
  expectPlanned(plan, x, undefined);
  expectShape('windows', 'filter', w, filterShape(plan));
  return path(DEPTHWISE, {
    wasm: (kernels) => {
      const y = allocate(outputShape(plan));
      const [at] = writeWindows(plan, 0);
      const biasAt = addressOrNone(bias);
      const code = ACTIVATION_CODE[activation];
      kernels.depthwiseForward(at, addressOf(x), addressOf(w), biasAt, code, addressOf(y));
      return y;
    },
    gpu: () => PROGRAMS().depthwiseOnGpu(x, w, plan, bias, activation),
    ops: () => {
      const z = depthwiseByTaps(x, w, plan);
      return compositeActivation(bias === undefined ? z : tf.add(z, bias), activation);
    },
  });
}

/** dx of the shape of the input. */
function inputGradient(dz: tf.Tensor, w: tf.Tensor, plan: ImageWindows): tf.Tensor {
  expectPlanned(plan, undefined, dz);
  expectShape('windows', 'filter', w, filterShape(plan));
  return path(DEPTHWISE, {
    wasm: (kernels) => {
      const [down, across] = plan.windows;
      const dx = allocate(inputShape(plan));
      if (down.stride === 1 && across.stride === 1) {
        const [at] = writeWindows(turned(plan), 0);
        kernels.depthwiseFlipped(at, addressOf(dz), addressOf(w), addressOf(dx));
      } else {
        const [at] = writeWindows(plan, 0);
        kernels.depthwiseInputGradient(at, addressOf(dz), addressOf(w), addressOf(dx), dx.size);
      }
      return dx;
    },
    gpu: () => PROGRAMS().depthwiseSpreadOnGpu(dz, w, plan),
    ops: () => depthwiseInputGradientByTaps(dz, w, plan),
  });
}

/** At stride 1 the gradient of the input sees that of the output through the filter turned round. */
function turned(plan: ImageWindows): ImageWindows {
  const windows = plan.windows.map((window) => ({
    ...window,
    in: window.out,
    out: window.in,
    before: (window.kernel - 1) * window.dilation - window.before,
  }));
  return { ...plan, windows: windows as unknown as ImageWindows['windows'] };
}

/** dw [height, width, channels, 1]. */
function filterGradient(x: tf.Tensor, dz: tf.Tensor, plan: ImageWindows): tf.Tensor {
  expectPlanned(plan, x, dz);
  return path(DEPTHWISE, {
    wasm: (kernels) => sumOf(kernels, x, dz, plan),
    gpu: () => PROGRAMS().depthwiseCorrelateOnGpu(x, dz, plan),
    ops: () => depthwiseFilterGradientByTaps(x, dz, plan),
  });
}

/** Multiplications a nanosecond, on one thread. */
const SPEED = 6;

function sumOf(
  kernels: DepthwiseKernels,
  x: tf.Tensor,
  dz: tf.Tensor,
  plan: ImageWindows,
): tf.Tensor {
  const [down, across] = plan.windows;
  const shape = filterShape(plan);
  return sumOverImages(x, dz, plan, {
    shape,
    nanoseconds: (plan.batch * down.out * across.out * sizeOf(shape)) / SPEED,
    bytes: 0,
    gradient: (call, list, from, ofOutput, to) =>
      call(kernels.depthwiseFilterGradient, list, from, ofOutput, to),
    add: (sums, count, size, to) => {
      for (let i = 0; i < count; i++) {
        kernelsOf(CORE)?.add(to, behind(sums, 4 * size * i), to, size);
      }
    },
  });
}

/** The three products, recorded. */
export const DEPTHWISE_CONVOLUTION = /* @__PURE__ */ bilinear<ImageWindows>('DepthwiseConv2d', {
  output: depthwise,
  input: inputGradient,
  filter: filterGradient,
});

function filterShape({ in: channels, windows: [down, across] }: ImageWindows): number[] {
  return [down.kernel, across.kernel, channels, 1];
}
