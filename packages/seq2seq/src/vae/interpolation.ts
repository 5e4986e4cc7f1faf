import { expectInteger, type OptionCheck, type OptionChecks, readOptions } from '@dl/core/check';
import * as tf from '@tensorflow/tfjs-core';

/** How two codes are walked between. */
export interface InterpolateOptions {
  /** Points of the way, both ends among them: 2 or more. Default 8. */
  steps?: number;
}

/** The check of a number of points. */
export const pointsOption: OptionCheck = (where, name, value) =>
  expectInteger(where, name, value as number, 2, 10_000);

const OPTIONS: OptionChecks<InterpolateOptions> = { steps: pointsOption };

/** How many points. @throws TypeError, RangeError */
export function readSteps(where: string, options: InterpolateOptions | undefined): number {
  return readOptions(where, options, OPTIONS).steps ?? 8;
}

/** The straight way between codes [batch, latent]: [batch, steps, latent]. */
export function between(from: tf.Tensor, to: tf.Tensor, steps: number): tf.Tensor3D {
  return tf.tidy(() => {
    const share = tf.reshape(tf.linspace(0, 1, steps), [1, steps, 1]);
    const [a, b] = [tf.expandDims(from, 1), tf.expandDims(to, 1)];
    return tf.add(tf.mul(a, tf.sub(1, share)), tf.mul(b, share)) as tf.Tensor3D;
  });
}
