import * as tf from '@tensorflow/tfjs-core';
import { expectShape } from '../../check/shape';
import { DEPTHWISE } from '../../generated/wasm-depthwise';
import { runOp } from '../../tape/run-op';
import { addressOf, addressOrNone, allocate } from '../../wasm/output';
import { kernelsOf } from '../../wasm/registry';
import { ACTIVATION_CODE, type Activation, compositeActivation } from '../activation/activation';
import {
  depthwiseByTaps,
  depthwiseFilterGradientByTaps,
  depthwiseInputGradientByTaps,
} from './depthwise-by-taps';
import {
  expectPlanned,
  type ImageWindows,
  inputShape,
  outputShape,
  writeWindows,
} from './window-struct';

// The three products of a convolution a channel, w [height, width, channels, 1], of which each is the gradient of the
// others, as in conv-products.ts.

/** y = f(x ∗ w + bias), not recorded. */
export function depthwise(
  x: tf.Tensor,
  w: tf.Tensor,
  plan: ImageWindows,
  bias?: tf.Tensor,
  activation: Activation = 'none',
): tf.Tensor {
  expectPlanned(plan, x, undefined);
  expectShape('windows', 'filter', w, filterShape(plan));
  const kernels = kernelsOf(DEPTHWISE);
  if (kernels === undefined) {
    return tf.tidy(() => {
      const z = depthwiseByTaps(x, w, plan);
      return compositeActivation(bias === undefined ? z : tf.add(z, bias), activation);
    });
  }
  const y = allocate(outputShape(plan));
  const [at] = writeWindows(plan, 0);
  const biasAt = addressOrNone(bias);
  const code = ACTIVATION_CODE[activation];
  kernels.depthwiseForward(at, addressOf(x), addressOf(w), biasAt, code, addressOf(y));
  return y;
}

/** x ∗ w, recorded. */
function plainDepthwise(x: tf.Tensor, w: tf.Tensor, plan: ImageWindows): tf.Tensor {
  return runOp(
    'DepthwiseConv2d',
    [x, w],
    () => depthwise(x, w, plan),
    () => [x, w],
    (dy, [input, filter]) => [
      () => depthwiseInputGradient(dy, filter as tf.Tensor, plan),
      () => depthwiseFilterGradient(input as tf.Tensor, dy, plan),
    ],
  );
}

/** dx of the shape of the input. */
export function depthwiseInputGradient(dz: tf.Tensor, w: tf.Tensor, plan: ImageWindows): tf.Tensor {
  return runOp(
    'DepthwiseConv2dInputGradient',
    [dz, w],
    () => inputGradient(dz, w, plan),
    () => [dz, w],
    (g, [output, filter]) => [
      () => plainDepthwise(g, filter as tf.Tensor, plan),
      () => depthwiseFilterGradient(g, output as tf.Tensor, plan),
    ],
  );
}

function inputGradient(dz: tf.Tensor, w: tf.Tensor, plan: ImageWindows): tf.Tensor {
  expectPlanned(plan, undefined, dz);
  expectShape('windows', 'filter', w, filterShape(plan));
  const kernels = kernelsOf(DEPTHWISE);
  const [down, across] = plan.windows;
  if (kernels === undefined) return tf.tidy(() => depthwiseInputGradientByTaps(dz, w, plan));
  const dx = allocate(inputShape(plan));
  if (down.stride === 1 && across.stride === 1) {
    const [at] = writeWindows(turned(plan), 0);
    kernels.depthwiseFlipped(at, addressOf(dz), addressOf(w), addressOf(dx));
  } else {
    const [at] = writeWindows(plan, 0);
    kernels.depthwiseInputGradient(at, addressOf(dz), addressOf(w), addressOf(dx), dx.size);
  }
  return dx;
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
export function depthwiseFilterGradient(
  x: tf.Tensor,
  dz: tf.Tensor,
  plan: ImageWindows,
): tf.Tensor {
  return runOp(
    'DepthwiseConv2dFilterGradient',
    [x, dz],
    () => {
      expectPlanned(plan, x, dz);
      const kernels = kernelsOf(DEPTHWISE);
      if (kernels === undefined) return tf.tidy(() => depthwiseFilterGradientByTaps(x, dz, plan));
      const dw = allocate(filterShape(plan));
      const [at] = writeWindows(plan, 0);
      kernels.depthwiseFilterGradient(at, addressOf(x), addressOf(dz), addressOf(dw));
      return dw;
    },
    () => [x, dz],
    (g, [input, output]) => [
      () => depthwiseInputGradient(output as tf.Tensor, g, plan),
      () => plainDepthwise(input as tf.Tensor, g, plan),
    ],
  );
}

function filterShape({ in: channels, windows: [down, across] }: ImageWindows): number[] {
  return [down.kernel, across.kernel, channels, 1];
}
