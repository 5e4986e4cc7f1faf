import type * as tf from '@tensorflow/tfjs-core';
import type { FusedActivation } from '../activation/activation';
import { activationCode } from '../activation/activation-code';
import { columnSumsOnGpu } from '../kit/column-sums-gpu';
import { runWindows } from './run-windows';
import { overTaps, overWindows, perPlace } from './window-code';
import { windowInts } from './window-ints';
import { type ImageWindows, inputShape, outputShape } from './window-struct';

// Products of a convolution a channel, w [height, width, channels, 1]: what lies in the padding has no part in any sum.

/** y = f(x ∗ w + bias). */
export function depthwiseOnGpu(
  x: tf.Tensor,
  w: tf.Tensor,
  plan: ImageWindows,
  bias: tf.Tensor | undefined,
  activation: FusedActivation,
): tf.Tensor {
  const bent = activation === 'none' ? '' : plan.in % 4 === 0 ? 'bent4' : 'bent';
  const body = `
      var sum = F();
      ${overTaps('sum += input[inputAt(image, v, u, c)] * weights[(down * ints.tapsX + across) * ints.depth + c];')}
      result[i] = ${bent}(sum${bias ? ' + bias[c]' : ''});`;
  const reads = { input: x, weights: w, bias };
  return runWindows(`depthwise/${activation}`, reads, plan, outputShape(plan), () => {
    return activationCode(activation) + perPlace('out', body);
  });
}

/** dx of dz. */
export function depthwiseSpreadOnGpu(dz: tf.Tensor, w: tf.Tensor, plan: ImageWindows): tf.Tensor {
  const body = `
      var sum = F();
      ${overWindows(`
          let down = (fromY - v * ints.strideY) / ints.dilationY;
          let across = (fromX - u * ints.strideX) / ints.dilationX;
          sum += dz[outputAt(image, v, u, c)] * weights[(down * ints.tapsX + across) * ints.depth + c];`)}
      result[i] = sum;`;
  return runWindows('depthwise-input', { dz, weights: w }, plan, inputShape(plan), () =>
    perPlace('in', body),
  );
}

/** dw of x and dz: a sum over places for each tap and channel. */
export function depthwiseCorrelateOnGpu(
  x: tf.Tensor,
  dz: tf.Tensor,
  plan: ImageWindows,
): tf.Tensor {
  const { batch, in: channels, windows } = plan;
  const [down, across] = windows;
  const [dw] = columnSumsOnGpu({
    key: 'depthwise-filter',
    reads: { input: x, dz },
    functions: `
fn meeting(row : i32, column : i32) -> vec2<f32> {
  let c = column % ints.channels;
  let tap = column / ints.channels;
  let place = row / ints.outX;
  let y = (place % ints.outY) * ints.strideY - ints.above + (tap / ints.tapsX) * ints.dilationY;
  let x = (row % ints.outX) * ints.strideX - ints.left + (tap % ints.tapsX) * ints.dilationX;
  if (y < 0 || y >= ints.inY || x < 0 || x >= ints.inX) { return vec2<f32>(0.0); }
  let at = (((place / ints.outY) * ints.inY + y) * ints.inX + x) * ints.channels + c;
  return vec2<f32>(input[at] * dz[row * ints.channels + c], 0.0);
}`,
    term: 'meeting(row, column)',
    rows: batch * down.out * across.out,
    columns: down.kernel * across.kernel * channels,
    ints: windowInts(plan),
    shape: [down.kernel, across.kernel, channels, 1],
  });
  return dw;
}
