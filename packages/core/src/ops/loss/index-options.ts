import type * as tf from '@tensorflow/tfjs-core';
import type { Reduction } from './reduction';

/** The options of `softmaxCrossEntropy`, all of them there. */
export interface IndexOptions {
  readonly reduction: Reduction;
  readonly labelSmoothing: number;
  readonly ignore: number;
  readonly weights: tf.Tensor | undefined;
}
