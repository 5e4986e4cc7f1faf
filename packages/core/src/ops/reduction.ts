import * as tf from '@tensorflow/tfjs-core';
import { expectOneOf } from '../check/choice';

/** What becomes of the losses of a batch: their mean, their sum, or one value each. */
export type Reduction = 'mean' | 'sum' | 'none';

const REDUCTIONS = ['mean', 'sum', 'none'] as const;

export interface LossOptions {
  /** Default `mean`. */
  reduction?: Reduction;
}

/** Checks the option; gives the factor that `mean` and `sum` put before a sum over `count`. */
export function reductionScale(where: string, reduction: Reduction, count: number): number {
  expectOneOf(where, 'reduction', reduction, REDUCTIONS);
  return reduction === 'mean' ? 1 / count : 1;
}

/** Sums the losses, times `scale`, unless one each is asked for. */
export function reduce(losses: tf.Tensor, reduction: Reduction, scale: number): tf.Tensor {
  if (reduction === 'none') return losses;
  return tf.tidy(() => tf.mul(tf.sum(losses), scale));
}
