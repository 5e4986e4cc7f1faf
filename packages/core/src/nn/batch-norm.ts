import * as tf from '@tensorflow/tfjs-core';
import { expectFraction, expectPositiveInteger } from '../check/number';
import { expectShape } from '../check/shape';
import { batchNorm, batchNormInference, expectStatistics } from '../ops/batch-norm';
import { isRecomputing } from '../tape/gradient-checkpoint';
import { affineVariables, type NormLayerOptions } from './affine';
import type { ForwardOptions } from './sequential';

export interface BatchNormOptions extends NormLayerOptions {
  /** How much of a batch's statistics goes into the running ones, in [0, 1). Default 0.1. */
  momentum?: number;
}

/**
 * Batch normalisation of the last axis, with a weight, a bias and running statistics, for inputs of any rank: see
 * `batchNorm`. In training running ← (1 − momentum) running + momentum batch, with the variance over n − 1; else the
 * running statistics are used. As `torch.nn.BatchNorm1d` and `BatchNorm2d`.
 *
 * @throws RangeError for sizes and options that are none
 */
export class BatchNorm {
  /** [channels] */
  readonly weight: tf.Variable | undefined;
  /** [channels] */
  readonly bias: tf.Variable | undefined;
  /** [channels], no parameter */
  readonly runningMean: tf.Variable;
  /** [channels], no parameter */
  readonly runningVariance: tf.Variable;
  readonly momentum: number;
  readonly epsilon: number;

  constructor(
    readonly channels: number,
    { affine = true, epsilon = 1e-5, momentum = 0.1 }: BatchNormOptions = {},
  ) {
    expectPositiveInteger('BatchNorm', 'channels', channels);
    expectFraction('BatchNorm', 'momentum', momentum);
    this.epsilon = epsilon;
    this.momentum = momentum;
    const { weight, bias } = affineVariables('BatchNorm', [channels], affine, epsilon);
    this.weight = weight;
    this.bias = bias;
    this.runningMean = tf.tidy(() => tf.variable(tf.zeros([channels]), false));
    this.runningVariance = tf.tidy(() => tf.variable(tf.ones([channels]), false));
  }

  /**
   * `x` [..., channels], the same shape back.
   *
   * @throws ShapeError for other channels, and in training for a single number a channel; RangeError for statistics
   *   that are not finite, of which the running ones then keep what they were
   */
  forward<T extends tf.Tensor>(x: T, { training = false }: ForwardOptions = {}): T {
    const where = 'BatchNorm.forward';
    expectShape(where, 'x', x, ['...', this.channels]);
    const { weight, bias, epsilon, runningMean, runningVariance } = this;
    const affine = { scale: weight, shift: bias, epsilon };
    if (!training) return batchNormInference(x, runningMean, runningVariance, affine);
    const { y, mean, variance } = batchNorm(x, affine);
    try {
      expectStatistics(where, 'mean', mean);
      expectStatistics(where, 'variance', variance);
      if (!isRecomputing()) this.#update(mean, variance, x.size / this.channels);
    } catch (error) {
      y.dispose();
      throw error;
    } finally {
      tf.dispose([mean, variance]);
    }
    return y;
  }

  #update(mean: tf.Tensor, variance: tf.Tensor, n: number): void {
    const { momentum, runningMean, runningVariance } = this;
    tf.tidy(() => {
      const mix = (running: tf.Variable, batch: tf.Tensor, factor: number) =>
        running.assign(tf.add(tf.mul(running, 1 - momentum), tf.mul(batch, momentum * factor)));
      mix(runningMean, mean, 1);
      mix(runningVariance, variance, n / (n - 1));
    });
  }
}
