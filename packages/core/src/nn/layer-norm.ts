import type * as tf from '@tensorflow/tfjs-core';
import { expected } from '../check/describe';
import { expectPositiveInteger } from '../check/number';
import { readOptions } from '../check/options';
import { expectShape } from '../check/shape';
import { keepArguments } from '../made/made-with';
import { layerNorm, rmsNorm } from '../ops/norm/layer-norm';
import { affineVariables, NORM_OPTIONS, type NormLayerOptions } from './affine';

/**
 * Layer normalisation of the last axis, or axes, with a weight and a bias: see `layerNorm`. As `torch.nn.LayerNorm`.
 *
 * @throws RangeError for an invalid size or option, TypeError for an unknown option
 *
 * @example
 * ```ts
 * const norm = new LayerNorm(64);
 * const y = norm.forward(tf.ones([8, 64]));
 * ```
 */
export class LayerNorm {
  /** The name under which a saved model knows it. */
  static readonly className: string = 'LayerNorm';
  /** [...sizes] */
  readonly weight: tf.Variable | undefined;
  /** [...sizes] */
  readonly bias: tf.Variable | undefined;
  readonly sizes: readonly number[];
  readonly epsilon: number;

  /** @param sizes of the last axis, or of the last axes */
  constructor(sizes: number | readonly number[], options?: NormLayerOptions) {
    keepArguments(this, LayerNorm, [sizes, options]);
    const { affine = true, epsilon = 1e-5 } = readOptions('LayerNorm', options, NORM_OPTIONS);
    this.sizes = checkSizes('LayerNorm', sizes);
    this.epsilon = epsilon;
    const { weight, bias } = affineVariables('LayerNorm', this.sizes, affine);
    this.weight = weight;
    this.bias = bias;
  }

  /** `x` [..., ...sizes], the same shape back. */
  forward<T extends tf.Tensor>(x: T): T {
    const { weight, bias, epsilon, sizes } = this;
    expectShape('LayerNorm.forward', 'x', x, ['...', ...sizes], true);
    return layerNorm(x, { weight, bias, epsilon, axes: sizes.length });
  }
}

/**
 * Root mean square normalisation of the last axis, or axes, with a weight: see `rmsNorm`. As `torch.nn.RMSNorm`.
 *
 * @throws RangeError for an invalid size or option, TypeError for an unknown option
 */
export class RmsNorm {
  /** The name under which a saved model knows it. */
  static readonly className: string = 'RmsNorm';
  /** [...sizes] */
  readonly weight: tf.Variable | undefined;
  readonly sizes: readonly number[];
  readonly epsilon: number;

  /** @param sizes of the last axis, or of the last axes */
  constructor(sizes: number | readonly number[], options?: NormLayerOptions) {
    keepArguments(this, RmsNorm, [sizes, options]);
    const { affine = true, epsilon = 1e-6 } = readOptions('RmsNorm', options, NORM_OPTIONS);
    this.sizes = checkSizes('RmsNorm', sizes);
    this.epsilon = epsilon;
    this.weight = affineVariables('RmsNorm', this.sizes, affine, false).weight;
  }

  /** `x` [..., ...sizes], the same shape back. */
  forward<T extends tf.Tensor>(x: T): T {
    const { weight, epsilon, sizes } = this;
    expectShape('RmsNorm.forward', 'x', x, ['...', ...sizes], true);
    return rmsNorm(x, { weight, epsilon, axes: sizes.length });
  }
}

function checkSizes(where: string, sizes: number | readonly number[]): readonly number[] {
  const list = typeof sizes === 'number' ? [sizes] : sizes;
  if (!Array.isArray(list) || list.length === 0) {
    throw new RangeError(expected(`${where}: sizes`, 'a size or several', sizes));
  }
  for (const size of list) expectPositiveInteger(where, 'sizes', size);
  return list;
}
