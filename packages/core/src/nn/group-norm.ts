import type * as tf from '@tensorflow/tfjs-core';
import { expectPositiveInteger } from '../check/number';
import { readOptions } from '../check/options';
import { keepArguments } from '../made/made-with';
import { groupNorm, instanceNorm } from '../ops/norm/group-norm';
import { affineVariables, NORM_OPTIONS, type NormLayerOptions } from './affine';

/**
 * Group normalisation of channels, with a weight and a bias: see `groupNorm`. As `torch.nn.GroupNorm`.
 *
 * @throws RangeError for an invalid size or option, TypeError for an unknown option
 */
export class GroupNorm {
  /** The name under which a saved model knows it. */
  static readonly className: string = 'GroupNorm';
  /** [channels] */
  readonly weight: tf.Variable | undefined;
  /** [channels] */
  readonly bias: tf.Variable | undefined;

  readonly groups: number;
  readonly epsilon: number;

  constructor(groups: number, channels: number, options?: NormLayerOptions) {
    keepArguments(this, GroupNorm, [groups, channels, options]);
    const { affine = true, epsilon = 1e-5 } = readOptions('GroupNorm', options, NORM_OPTIONS);
    expectPositiveInteger('GroupNorm', 'groups', groups);
    expectPositiveInteger('GroupNorm', 'channels', channels);
    if (channels % groups !== 0) {
      throw new RangeError(
        `GroupNorm: channels: expected a multiple of the ${groups} groups, got ${channels}`,
      );
    }
    this.groups = groups;
    this.epsilon = epsilon;
    const { weight, bias } = affineVariables('GroupNorm', [channels], affine);
    this.weight = weight;
    this.bias = bias;
  }

  /** `x` [batch, ..., channels], the same shape back. */
  forward<T extends tf.Tensor>(x: T): T {
    const { weight, bias, epsilon, groups } = this;
    return groupNorm(x, groups, { weight, bias, epsilon });
  }
}

/**
 * Instance normalisation of channels: see `instanceNorm`. As `torch.nn.InstanceNorm2d`, which learns nothing unless it
 * is told to.
 *
 * @throws RangeError for an invalid size or option, TypeError for an unknown option
 */
export class InstanceNorm {
  /** The name under which a saved model knows it. */
  static readonly className: string = 'InstanceNorm';
  /** [channels] */
  readonly weight: tf.Variable | undefined;
  /** [channels] */
  readonly bias: tf.Variable | undefined;
  readonly epsilon: number;

  /** @param options.affine default false */
  constructor(channels: number, options?: NormLayerOptions) {
    keepArguments(this, InstanceNorm, [channels, options]);
    const { affine = false, epsilon = 1e-5 } = readOptions('InstanceNorm', options, NORM_OPTIONS);
    expectPositiveInteger('InstanceNorm', 'channels', channels);
    this.epsilon = epsilon;
    const { weight, bias } = affineVariables('InstanceNorm', [channels], affine);
    this.weight = weight;
    this.bias = bias;
  }

  /** `x` [batch, ..., channels], the same shape back. */
  forward<T extends tf.Tensor>(x: T): T {
    const { weight, bias, epsilon } = this;
    return instanceNorm(x, { weight, bias, epsilon });
  }
}
