import type * as tf from '@tensorflow/tfjs-core';

/** What a way to compute the loss is given: all of it is checked. */
export interface CtcInput {
  readonly logits: tf.Tensor3D;
  readonly labels: tf.Tensor2D;
  /** How many frames, and how many labels, of each row count. */
  readonly times: Int32Array;
  readonly counts: Int32Array;
  readonly blank: number;
  readonly zeroInfinity: boolean;
  /** What each row's loss is multiplied by in the sum; undefined for one loss each. */
  readonly factors: Float32Array | undefined;
}
