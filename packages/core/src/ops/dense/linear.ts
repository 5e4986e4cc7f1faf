import * as tf from '@tensorflow/tfjs-core';
import { checkedLater, type OptionChecks, readOptions } from '../../check/options';
import { expectShape } from '../../check/shape';
import type { CoreKernels } from '../../generated/wasm';
import { CORE } from '../../generated/wasm';
import { gpuPrograms } from '../../gpu/gpu-programs';
import { op, path } from '../../tape/op';
import { addressOf, addressOrNone, allocate } from '../../wasm/output';
import { scratchBytes } from '../../wasm/product';
import { scratch } from '../../wasm/registry';
import {
  ACTIVATION_CODE,
  type Activation,
  activationGradient,
  compositeActivation,
  type FusedActivation,
} from '../activation/activation';
import { ending, expectActivation, isFused } from '../activation/ending';
import { biasGradient } from '../kit/bias-gradient';
import { expectFloats } from '../kit/check';
import { ofNothing } from '../kit/of-nothing';
import { matMul } from './mat-mul';
import { weightGradient } from './weight-gradient';

const PROGRAMS = () => gpuPrograms<typeof import('./product-gpu')>('product');

export interface LinearOpOptions {
  /** Added to each row, float32 [out]. */
  bias?: tf.Tensor | undefined;
  /** In the same kernel, or a function behind it. Default `none`. */
  activation?: Activation;
}

const OPTIONS: OptionChecks<LinearOpOptions> = {
  bias: checkedLater,
  activation: expectActivation,
};

/**
 * Affine map over the last axis with its activation, y = f(x W + b), in one kernel.
 * Gradient: dz = dy f′, dx = dz Wᵀ, dW = Σ xᵀ dz, db = Σ dz over all leading axes.
 *
 * @param x float32 [..., in]
 * @param weight float32 [in, out]
 * @returns [..., out]
 * @throws ShapeError if the sizes do not fit; RangeError or TypeError for an invalid option
 */
export function linear<T extends tf.Tensor>(x: T, weight: tf.Tensor, options?: LinearOpOptions): T {
  const { bias, activation = 'none' } = readOptions('linear', options, OPTIONS);
  return affine(x, weight, bias, activation);
}

/** `linear` of options that are known to be right, as a layer's are. @throws as `linear` */
export function affine<T extends tf.Tensor>(
  x: T,
  weight: tf.Tensor,
  bias: tf.Tensor | undefined,
  activation: Activation,
): T {
  check(x, weight, bias);
  if (x.size === 0) {
    const shape = [...x.shape.slice(0, -1), weight.shape[1] as number];
    return ofNothing('Linear', bias === undefined ? [x, weight] : [x, weight, bias], shape);
  }
  if (isFused(activation)) return run(x, weight, bias, activation);
  return ending('linear', activation, { x, weight, bias }, (fused) => run(x, weight, bias, fused));
}

function run<T extends tf.Tensor>(
  x: T,
  weight: tf.Tensor,
  bias: tf.Tensor | undefined,
  activation: FusedActivation,
): T {
  return op(
    'Linear',
    { x, weight, bias },
    {
      forward: () => forward(x, weight, bias, activation) as T,
      // Without an activation the gradient asks nothing of y.
      save: (y) => ({ x, weight, y: activation === 'none' ? undefined : y }),
      gradients: (dy, saved) => {
        const dz = activationGradient(dy, saved.y, activation);
        return {
          x: () => inputGradient(dz, saved.weight),
          weight: () => weightGradient(saved.x, dz),
          bias: () => biasGradient(dz),
        };
      },
    },
  );
}

function check(x: tf.Tensor, weight: tf.Tensor, bias: tf.Tensor | undefined): void {
  expectFloats('linear', 'x', x, true);
  expectFloats('linear', 'weight', weight);
  const [inSize, outSize] = weight.shape as [number, number];
  if (weight.rank !== 2) expectShape('linear', 'weight', weight, ['in', 'out']);
  if (x.rank < 1 || x.shape[x.rank - 1] !== inSize) {
    expectShape('linear', 'x', x, ['...', inSize], true);
  }
  if (bias !== undefined) {
    expectFloats('linear', 'bias', bias);
    if (bias.rank !== 1 || bias.size !== outSize) expectShape('linear', 'bias', bias, [outSize]);
  }
}

function forward(
  x: tf.Tensor,
  weight: tf.Tensor,
  bias: tf.Tensor | undefined,
  activation: FusedActivation,
): tf.Tensor {
  return path(CORE, {
    wasm: (kernels) => fused(kernels, x, weight, bias, activation),
    gpu: weight.size === 0 ? undefined : () => onGpu(x, weight, bias, activation),
    ops: () => {
      const [inSize, outSize] = weight.shape as [number, number];
      const z = tf.matMul(tf.reshape(x, [-1, inSize]), weight as tf.Tensor2D);
      const y = compositeActivation(bias === undefined ? z : tf.add(z, bias), activation);
      return tf.reshape(y, [...x.shape.slice(0, -1), outSize]);
    },
  });
}

function fused(
  kernels: CoreKernels,
  x: tf.Tensor,
  weight: tf.Tensor,
  bias: tf.Tensor | undefined,
  activation: FusedActivation,
): tf.Tensor {
  const [k, n] = weight.shape as [number, number];
  const m = x.size / k;
  const shape = x.shape.slice();
  shape[shape.length - 1] = n;
  const room = scratch(scratchBytes(kernels));
  const y = allocate(shape);
  const at = addressOf(y);
  kernels.gemm(m, n, k, addressOf(x), k, false, addressOf(weight), n, false, at, n, false, room);
  if (bias !== undefined || activation !== 'none') {
    const biasAt = addressOrNone(bias);
    kernels.biasActivation(at, m, n, n, biasAt, ACTIVATION_CODE[activation]);
  }
  return y;
}

function onGpu(
  x: tf.Tensor,
  weight: tf.Tensor,
  bias: tf.Tensor | undefined,
  activation: FusedActivation,
): tf.Tensor {
  const [k, n] = weight.shape as [number, number];
  const shape = [...x.shape.slice(0, -1), n];
  const single = { batch: 1, strideA: 0, strideB: 0, transposeA: false, transposeB: false };
  return PROGRAMS().productOnGpu({
    a: x,
    b: weight,
    m: x.size / k,
    n,
    k,
    ...single,
    shape,
    bias,
    activation,
  });
}

/** dz Wᵀ: [..., in]. */
function inputGradient(dz: tf.Tensor, weight: tf.Tensor): tf.Tensor {
  if (dz.rank > 1) return matMul(dz, weight, { transposeB: true });
  return tf.tidy(() => {
    const row = matMul(tf.reshape(dz, [1, dz.size]), weight, { transposeB: true });
    return tf.reshape(row, [row.size]);
  });
}
