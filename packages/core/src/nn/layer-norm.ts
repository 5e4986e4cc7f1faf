import type * as tf from '@tensorflow/tfjs-core';
import { expectPositiveInteger } from '../check/number';
import { expectShape } from '../check/shape';
import { layerNorm, rmsNorm } from '../ops/layer-norm';
import { affineVariables, type NormLayerOptions } from './affine';

/**
 * Layer normalisation of the last axis, or axes, with a weight and a bias: see `layerNorm`. As `torch.nn.LayerNorm`.
 *
 * @throws RangeError for sizes and options that are none
 */
export class LayerNorm {
  /** [...sizes] */
  readonly weight: tf.Variable | undefined;
  /** [...sizes] */
  readonly bias: tf.Variable | undefined;
  readonly sizes: readonly number[];
  readonly epsilon: number;

  /** @param sizes of the last axis, or of the last axes */
  constructor(
    sizes: number | readonly number[],
    { affine = true, epsilon = 1e-5 }: NormLayerOptions = {},
  ) {
    this.sizes = checkSizes('LayerNorm', sizes);
    this.epsilon = epsilon;
    const { weight, bias } = affineVariables('LayerNorm', this.sizes, affine, epsilon);
    this.weight = weight;
    this.bias = bias;
  }

  /** `x` [..., ...sizes], the same shape back. */
  forward<T extends tf.Tensor>(x: T): T {
    const { weight, bias, epsilon, sizes } = this;
    expectShape('LayerNorm.forward', 'x', x, ['...', ...sizes]);
    return layerNorm(x, { scale: weight, shift: bias, epsilon, axes: sizes.length });
  }
}

/**
 * Root mean square normalisation of the last axis, or axes, with a weight: see `rmsNorm`. As `torch.nn.RMSNorm`.
 *
 * @throws RangeError for sizes and options that are none
 */
export class RmsNorm {
  /** [...sizes] */
  readonly weight: tf.Variable | undefined;
  readonly sizes: readonly number[];
  readonly epsilon: number;

  /** @param sizes of the last axis, or of the last axes */
  constructor(
    sizes: number | readonly number[],
    { affine = true, epsilon = 1e-6 }: NormLayerOptions = {},
  ) {
    this.sizes = checkSizes('RmsNorm', sizes);
    this.epsilon = epsilon;
    const { weight, bias } = affineVariables('RmsNorm', this.sizes, affine, epsilon);
    bias?.dispose();
    this.weight = weight;
  }

  /** `x` [..., ...sizes], the same shape back. */
  forward<T extends tf.Tensor>(x: T): T {
    const { weight, epsilon, sizes } = this;
    expectShape('RmsNorm.forward', 'x', x, ['...', ...sizes]);
    return rmsNorm(x, { scale: weight, epsilon, axes: sizes.length });
  }
}

function checkSizes(where: string, sizes: number | readonly number[]): readonly number[] {
  const list = typeof sizes === 'number' ? [sizes] : sizes;
  if (list.length === 0) expectPositiveInteger(where, 'sizes', Number.NaN);
  for (const size of list) expectPositiveInteger(where, 'sizes', size);
  return list;
}
