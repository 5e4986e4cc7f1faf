import * as tf from '@tensorflow/tfjs-core';
import { checkedLater, mergeChecks, type OptionChecks, readOptions } from '../../check/options';
import { expectShape } from '../../check/shape';
import { CORE } from '../../generated/wasm';
import { gpuPrograms } from '../../gpu/gpu-programs';
import { op, path } from '../../tape/op';
import { addressOf, allocate } from '../../wasm/output';
import { axisOf } from '../kit/axes';
import { expectFloats } from '../kit/check';
import { FORWARD_OPTIONS, type ForwardOptions } from '../kit/forward-options';
import { ofNothing } from '../kit/of-nothing';
import { tapeName } from '../kit/tape-name';
import { transpose } from '../shape/transpose';

const PROGRAMS = () => gpuPrograms<typeof import('./softmax-gpu')>('softmax');

export interface SoftmaxOptions {
  /** The axis that sums to 1. Default −1, the last; of another one x is transposed. */
  axis?: number;
}

const OPTIONS: OptionChecks<SoftmaxOptions> = mergeChecks(FORWARD_OPTIONS, { axis: checkedLater });

/**
 * Softmax over the last axis, or another, yᵢ = exp(xᵢ − max x) / Σⱼ exp(xⱼ − max x).
 * Gradient: dx = y (dy − Σ dy y).
 *
 * @param x float32 [..., classes]; −∞ gives 0, a row of nothing but −∞ gives NaN
 * @throws ShapeError for a scalar, RangeError for an axis that x does not have, TypeError for an invalid option
 *
 * @example
 * ```ts
 * softmax(tf.tensor1d([1, 2, 3])); // 0.09, 0.245, 0.665
 * ```
 */
export function softmax<T extends tf.Tensor>(x: T, options?: SoftmaxOptions | ForwardOptions): T {
  return overAxis(x, 'softmax', options, compositeSoftmaxGradient);
}

/**
 * Logarithm of the softmax over the last axis, or another, yᵢ = xᵢ − max x − log Σⱼ exp(xⱼ − max x).
 * Gradient: dx = dy − exp(y) Σ dy.
 *
 * @param x float32 [..., classes]
 * @throws ShapeError for a scalar, RangeError for an axis that x does not have, TypeError for an invalid option
 */
export function logSoftmax<T extends tf.Tensor>(
  x: T,
  options?: SoftmaxOptions | ForwardOptions,
): T {
  return overAxis(x, 'logSoftmax', options, compositeLogSoftmaxGradient);
}

type Name = 'softmax' | 'logSoftmax';
type Gradient = (dy: tf.Tensor, y: tf.Tensor) => tf.Tensor;

function overAxis<T extends tf.Tensor>(
  x: T,
  name: Name,
  options: SoftmaxOptions | ForwardOptions | undefined,
  gradient: Gradient,
): T {
  const { axis = -1 } = readOptions(name, options as SoftmaxOptions | undefined, OPTIONS);
  if (axis === -1) return overLastAxis(x, name, gradient);
  expectFloats(name, 'x', x, true);
  const along = axisOf(name, x.rank, axis);
  const last = x.rank - 1;
  if (along === last || x.size === 0) return overLastAxis(x, name, gradient);
  // Its own inverse.
  const order = x.shape.map((_, i) => (i === along ? last : i === last ? along : i));
  return tf.tidy(() => transpose(overLastAxis(transpose(x, order), name, gradient), order) as T);
}

function overLastAxis<T extends tf.Tensor>(x: T, name: Name, compositeGradient: Gradient): T {
  expectFloats(name, 'x', x, true);
  if (x.rank === 0) expectShape(name, 'x', x, ['...', 'classes']);
  if (x.size === 0) return ofNothing(tapeName(name), [x], x.shape);
  const cols = x.shape[x.rank - 1] as number;
  const rows = x.size / cols;
  return op(
    tapeName(name),
    { x },
    {
      forward: () =>
        path(CORE, {
          wasm: (kernels) => {
            const y = allocate<T>(x.shape);
            kernels[`${name}Forward`](addressOf(x), addressOf(y), rows, cols);
            return y;
          },
          gpu: () => PROGRAMS().softmaxOnGpu(x, name, rows, cols) as T,
          ops: () => composite(x, name),
        }),
      save: (y) => ({ y }),
      gradients: (dy, { y }) => ({
        x: () =>
          path(CORE, {
            wasm: (kernels) => {
              const dx = allocate(y.shape);
              kernels[`${name}Backward`](addressOf(dy), addressOf(y), addressOf(dx), rows, cols);
              return dx;
            },
            gpu: () => PROGRAMS().softmaxBackOnGpu(dy, y, name, rows, cols),
            ops: () => compositeGradient(dy, y),
          }),
      }),
    },
  );
}

function composite<T extends tf.Tensor>(x: T, name: Name): T {
  const shifted = tf.sub(x, tf.max(x, -1, true));
  const exps = tf.exp(shifted);
  const sum = tf.sum(exps, -1, true);
  return (name === 'softmax' ? tf.div(exps, sum) : tf.sub(shifted, tf.log(sum))) as T;
}

function compositeSoftmaxGradient(dy: tf.Tensor, y: tf.Tensor): tf.Tensor {
  return tf.mul(y, tf.sub(dy, tf.sum(tf.mul(dy, y), -1, true)));
}

function compositeLogSoftmaxGradient(dy: tf.Tensor, y: tf.Tensor): tf.Tensor {
  return tf.sub(dy, tf.mul(tf.exp(y), tf.sum(dy, -1, true)));
}
