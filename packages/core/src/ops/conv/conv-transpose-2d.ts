import * as tf from '@tensorflow/tfjs-core';
import { checkedLater, mergeChecks, type OptionChecks, readOptions } from '../../check/options';
import { expectRoom } from '../../check/room';
import { expectShape, ShapeError } from '../../check/shape';
import { CORE } from '../../generated/wasm';
import { CONV } from '../../generated/wasm-conv';
import { gpuPrograms } from '../../gpu/gpu-programs';
import { path } from '../../tape/op';
import { addressOf, addressOrNone } from '../../wasm/output';
import {
  ACTIVATION_CODE,
  compositeActivation,
  type FusedActivation,
} from '../activation/activation';
import { ending } from '../activation/ending';
import { expectFloats } from '../kit/check';
import { ofNothing } from '../kit/of-nothing';
import { activated } from './bilinear';
import { CONV_OPTIONS, type ConvOptions, expectBias, expectGroups } from './conv-2d';
import type { AxisWindow } from './conv-geometry';
import type { ConvPlan } from './conv-plan';
import { CONVOLUTION, spread } from './conv-products';
import { planTransposedWindows, type TransposedOptions } from './transposed-geometry';
import { inputShape } from './window-struct';

const PROGRAMS = () => gpuPrograms<typeof import('./conv-gpu')>('conv');

export interface ConvTransposeOptions
  extends ConvOptions,
    Pick<TransposedOptions, 'outputPadding'> {}

const OPTIONS: OptionChecks<ConvTransposeOptions> = mergeChecks(CONV_OPTIONS, {
  outputPadding: checkedLater,
});

/**
 * Transposed convolution with its activation, y = f(xᵀ∗ w + b): what `conv2d` with the same options makes of
 * its gradient, so it goes from the size of an output to that of an input,
 * out = (in − 1) s − padding + d (taps − 1) + outputPadding + 1, with `same` in · s.
 * Gradient: dz = dy f′, dx = dz ∗ w, dw = Σ dz x, db = Σ dz. As `torch.nn.functional.conv_transpose2d`.
 *
 * Dumoulin and Visin, A guide to convolution arithmetic for deep learning, 2016.
 *
 * @param x float32 [batch, height, width, in]
 * @param filter float32 [height, width, out / groups, in]
 * @returns [batch, height, width, out]
 * @throws ShapeError for sizes that do not fit, RangeError for invalid options
 */
export function convTranspose2d(
  x: tf.Tensor,
  filter: tf.Tensor,
  options?: ConvTransposeOptions,
): tf.Tensor4D {
  const where = 'convTranspose2d';
  const own = readOptions(where, options, OPTIONS);
  expectFloats(where, 'x', x, 'batch');
  expectFloats(where, 'filter', filter);
  const { bias, activation = 'none' } = own;
  const plan = planTransposed(where, x, filter, own);
  expectBias(where, bias, plan.in);
  const inputs = bias === undefined ? [x, filter] : [x, filter, bias];
  if (x.size === 0) return ofNothing('ConvTranspose2d', inputs, inputShape(plan));
  const given = { x, filter, bias };
  return ending(where, activation, given, (fused) => {
    const ended = () => finish(spread(x, filter, plan), bias, fused);
    const forward = () =>
      path(CONV, {
        wasm: ended,
        gpu: () => PROGRAMS().spreadOnGpu(x, filter, plan, { bias, activation: fused }),
        ops: ended,
      });
    return activated('ConvTranspose2d', given, fused, forward, {
      input: (dz, w) => CONVOLUTION.output(dz, w, plan),
      filter: (input, dz) => CONVOLUTION.filter(dz, input, plan),
    });
  });
}

/** The convolution of which this is the transpose: its input is our output. */
function planTransposed(
  where: string,
  x: tf.Tensor,
  filter: tf.Tensor,
  options: ConvTransposeOptions,
): ConvPlan {
  const { groups = 1 } = options;
  expectShape(where, 'x', x, ['batch', 'height', 'width', 'in'], 'batch');
  expectShape(where, 'filter', filter, ['height', 'width', 'out / groups', 'in']);
  const [batch, height, width, out] = x.shape as [number, number, number, number];
  const [tapsY, tapsX, depth, own] = filter.shape as [number, number, number, number];
  if (own !== out) {
    throw new ShapeError(`${where}: filter: expected the ${out} channels of x last, got ${own}`);
  }
  expectGroups(where, groups, out, depth * groups);
  const windows = planTransposedWindows(where, [height, width], [tapsY, tapsX], options);
  const [down, across] = windows as [AxisWindow, AxisWindow];
  expectRoom(where, 'result', [batch, down.in, across.in, depth * groups]);
  return {
    batch,
    in: depth * groups,
    out,
    groups,
    windows: [down, across],
  };
}

/** f(z + bias), in place where the kernels run. */
function finish(z: tf.Tensor, bias: tf.Tensor | undefined, activation: FusedActivation): tf.Tensor {
  if (bias === undefined && activation === 'none') return z;
  return path(CORE, {
    wasm: (kernels) => {
      const columns = z.shape[3] as number;
      const biasAt = addressOrNone(bias);
      const code = ACTIVATION_CODE[activation];
      kernels.biasActivation(addressOf(z), z.size / columns, columns, columns, biasAt, code);
      return z;
    },
    ops: () => {
      const y = compositeActivation(bias === undefined ? z : tf.add(z, bias), activation);
      z.dispose();
      return y;
    },
  });
}
