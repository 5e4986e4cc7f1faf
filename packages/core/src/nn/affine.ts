import * as tf from '@tensorflow/tfjs-core';
import { expectPositive } from '../check/number';

export interface NormLayerOptions {
  /** With a weight and a bias to learn, at first 1 and 0. Default true. */
  affine?: boolean;
  /** Added to the variance. Default 1e-5. */
  epsilon?: number;
}

/** Makes what a norm learns. @throws RangeError for an epsilon that is none */
export function affineVariables(
  where: string,
  shape: readonly number[],
  affine: boolean,
  epsilon: number,
): { weight: tf.Variable | undefined; bias: tf.Variable | undefined } {
  expectPositive(where, 'epsilon', epsilon);
  if (!affine) return { weight: undefined, bias: undefined };
  const filled = (value: number) => tf.tidy(() => tf.variable(tf.fill(shape as number[], value)));
  return { weight: filled(1), bias: filled(0) };
}
