import * as tf from '@tensorflow/tfjs-core';
import { expectFraction, expectPositiveInteger } from '../check/number';
import { mergeChecks, type OptionChecks, readOptions } from '../check/options';
import { expectShape } from '../check/shape';
import { blank } from '../init/blank';
import { keepArguments } from '../made/made-with';
import { FORWARD_OPTIONS, type ForwardOptions } from '../ops/kit/forward-options';
import { batchNorm, expectStatistics } from '../ops/norm/batch-norm';
import { isRecomputing } from '../random/replay';
import { affineVariables, NORM_OPTIONS, type NormLayerOptions } from './affine';
import { makeVariables } from './make-variables';
import type { TorchFields } from './torch-fields';

export interface BatchNormOptions extends NormLayerOptions {
  /** How much of a batch's statistics goes into the running ones, in [0, 1). Default 0.1. */
  momentum?: number;
}

const OPTIONS: OptionChecks<BatchNormOptions> = mergeChecks(NORM_OPTIONS, {
  momentum: expectFraction,
});

/**
 * Batch normalisation of the last axis, with a weight, a bias and running statistics, for inputs of any rank: see
 * `batchNorm`. In training running ← (1 − momentum) running + momentum batch, with the variance over n − 1; else the
 * running statistics are used. As `torch.nn.BatchNorm1d` and `BatchNorm2d`.
 *
 * @throws RangeError for an invalid size or option, TypeError for an unknown option
 *
 * @example
 * ```ts
 * const norm = new BatchNorm(16);
 * const y = norm.forward(tf.ones([8, 5, 5, 16]), { training: true });
 * ```
 */
export class BatchNorm {
  /** The name under which a saved model knows it. */
  static readonly className: string = 'BatchNorm';
  /** How its Variables lie in PyTorch. */
  static readonly torchFields: TorchFields = {
    runningMean: { name: 'running_mean' },
    runningVariance: { name: 'running_var' },
  };

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
    options?: BatchNormOptions,
  ) {
    keepArguments(this, BatchNorm, [channels, options]);
    const own = readOptions('BatchNorm', options, OPTIONS);
    const { affine = true, epsilon = 1e-5, momentum = 0.1 } = own;
    expectPositiveInteger('BatchNorm', 'channels', channels);
    this.epsilon = epsilon;
    this.momentum = momentum;
    const statistic = (value: number) =>
      tf.variable(blank('BatchNorm', [channels]) ?? tf.fill([channels], value), false);
    const made = makeVariables('BatchNorm', () => ({
      ...affineVariables('BatchNorm', [channels], affine),
      mean: statistic(0),
      variance: statistic(1),
    }));
    this.weight = made.weight;
    this.bias = made.bias;
    this.runningMean = made.mean;
    this.runningVariance = made.variance;
  }

  /**
   * `x` [..., channels], the same shape back.
   *
   * @throws ShapeError for other channels, and in training for a single number a channel; RangeError for statistics
   *   that are not finite, of which the running ones then keep what they were
   */
  forward<T extends tf.Tensor>(x: T, options?: ForwardOptions): T {
    const where = 'BatchNorm.forward';
    const { training = false } = readOptions(where, options, FORWARD_OPTIONS);
    expectShape(where, 'x', x, ['...', this.channels], true);
    const { weight, bias, epsilon, runningMean, runningVariance } = this;
    const affine = { weight, bias, epsilon };
    if (!training) return batchNorm(x, { ...affine, mean: runningMean, variance: runningVariance });
    const { y, mean, variance } = batchNorm(x, { ...affine, training: true });
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
      const mixed = (running: tf.Variable, batch: tf.Tensor, factor: number) =>
        tf.add(tf.mul(running, 1 - momentum), tf.mul(batch, momentum * factor));
      // Both before the first is assigned: where memory is full, neither is.
      const [own, other] = [
        mixed(runningMean, mean, 1),
        mixed(runningVariance, variance, n / (n - 1)),
      ];
      runningMean.assign(own);
      runningVariance.assign(other);
    });
  }
}
