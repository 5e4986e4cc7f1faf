import * as tf from '@tensorflow/tfjs-core';
import { describeShape } from '../check/describe';
import { checkedLater, type OptionChecks, oneOf, readOptions } from '../check/options';
import { expectShape, ShapeError } from '../check/shape';
import type { KernelExports } from '../kernels/kernel-module';
import { addressOf, allocate } from '../kernels/output';
import { scratchBytes } from '../kernels/product';
import { CORE, kernelsOf, scratch } from '../kernels/registry';
import { runOp } from '../tape/run-op';
import {
  ACTIVATION_CODE,
  type Activation,
  activationGradient,
  compositeActivation,
} from './activation';
import { expectFloats } from './check';
import { gradientKernels } from './gradient-kernels';
import { matMul } from './mat-mul';
import { ofNothing } from './of-nothing';

export interface LinearOpOptions {
  /** Added to each row, float32 [out]. */
  bias?: tf.Tensor | undefined;
  /** Applied in the same kernel. Default `none`. */
  activation?: Activation;
}

const OPTIONS: OptionChecks<LinearOpOptions> = {
  bias: checkedLater,
  activation: oneOf(/* @__PURE__ */ Object.keys(ACTIVATION_CODE)),
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
  return runOp(
    'Linear',
    bias === undefined ? [x, weight] : [x, weight, bias],
    () => forward(x, weight, bias, activation) as T,
    // Without an activation the gradient asks nothing of y.
    (y) => (activation === 'none' ? [x, weight] : [x, weight, y]),
    (dy, saved) => {
      const [input, w, y] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
      const dz = activationGradient(dy, y, activation);
      return [() => inputGradient(dz, w), () => weightGradient(input, dz), () => biasGradient(dz)];
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
  activation: Activation,
): tf.Tensor {
  const kernels = kernelsOf(CORE);
  if (kernels !== undefined) return fused(kernels, x, weight, bias, activation);
  return tf.tidy(() => {
    const [inSize, outSize] = weight.shape as [number, number];
    const z = tf.matMul(tf.reshape(x, [-1, inSize]), weight as tf.Tensor2D);
    const y = compositeActivation(bias === undefined ? z : tf.add(z, bias), activation);
    return tf.reshape(y, [...x.shape.slice(0, -1), outSize]);
  });
}

function fused(
  kernels: KernelExports,
  x: tf.Tensor,
  weight: tf.Tensor,
  bias: tf.Tensor | undefined,
  activation: Activation,
): tf.Tensor {
  const [k, n] = weight.shape as [number, number];
  const m = x.size / k;
  const shape = x.shape.slice();
  shape[shape.length - 1] = n;
  const room = scratch(scratchBytes(kernels));
  const y = allocate(shape);
  const at = addressOf(y);
  kernels.gemm?.(m, n, k, addressOf(x), k, 0, addressOf(weight), n, 0, at, n, 0, room);
  if (bias !== undefined || activation !== 'none') {
    const biasAt = bias === undefined ? 0 : addressOf(bias);
    kernels.biasActivation?.(at, m, n, n, biasAt, ACTIVATION_CODE[activation]);
  }
  return y;
}

/** dz Wᵀ: [..., in]. */
function inputGradient(dz: tf.Tensor, weight: tf.Tensor): tf.Tensor {
  if (dz.rank > 1) return matMul(dz, weight, { transposeB: true });
  return tf.tidy(() => {
    const row = matMul(tf.reshape(dz, [1, dz.size]), weight, { transposeB: true });
    return tf.reshape(row, [row.size]);
  });
}

/**
 * Σ over the leading axes of xᵀ dz: [in, out].
 *
 * @param x float32 [..., in]
 * @param dz float32 [..., out], with as many rows as x
 * @throws ShapeError if the numbers of rows differ
 */
export function weightGradient(x: tf.Tensor, dz: tf.Tensor): tf.Tensor {
  const rows = rowsOf('weightGradient', 'x', x);
  if (rowsOf('weightGradient', 'dz', dz) !== rows) {
    throw new ShapeError(
      `weightGradient: dz: expected ${rows} rows as x, got ${describeShape(dz.shape)}`,
    );
  }
  const plain = x.rank === 2 && dz.rank === 2;
  const kernels = plain ? undefined : gradientKernels();
  if (kernels !== undefined) return fusedWeightGradient(kernels, x, dz);
  if (plain) return matMul(x, dz, { transposeA: true });
  return tf.tidy(() => {
    const rows = tf.reshape(x, [-1, x.shape[x.rank - 1] as number]);
    const rowsDz = tf.reshape(dz, [-1, dz.shape[dz.rank - 1] as number]);
    return matMul(rows, rowsDz, { transposeA: true });
  });
}

/** The same without a reshape: the rows of both lie one after the other. */
function fusedWeightGradient(kernels: KernelExports, x: tf.Tensor, dz: tf.Tensor): tf.Tensor {
  const m = x.shape[x.rank - 1] as number;
  const n = dz.shape[dz.rank - 1] as number;
  const room = scratch(scratchBytes(kernels));
  const dw = allocate([m, n]);
  const rows = x.size / m;
  kernels.gemm?.(m, n, rows, addressOf(x), m, 1, addressOf(dz), n, 0, addressOf(dw), n, 0, room);
  return dw;
}

/** How many rows x [..., size] has. @throws TypeError, ShapeError */
function rowsOf(where: string, name: string, x: tf.Tensor): number {
  expectFloats(where, name, x);
  if (x.rank === 0) expectShape(where, name, x, ['...', 'size']);
  return x.size / (x.shape[x.rank - 1] as number);
}

/**
 * Σ over the leading axes of dz: [out].
 *
 * @param dz float32 [..., out]
 * @throws TypeError for another dtype, ShapeError for a scalar
 */
export function biasGradient(dz: tf.Tensor): tf.Tensor {
  const rows = rowsOf('biasGradient', 'dz', dz);
  const columns = dz.shape[dz.rank - 1] as number;
  const kernels = gradientKernels();
  if (kernels === undefined) return tf.tidy(() => tf.sum(tf.reshape(dz, [rows, columns]), 0));
  const db = allocate([columns]);
  kernels.columnSums?.(addressOf(dz), rows, columns, addressOf(db));
  return db;
}
