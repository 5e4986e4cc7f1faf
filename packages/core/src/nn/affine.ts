import * as tf from '@tensorflow/tfjs-core';
import { expectFlag } from '../check/choice';
import { expectPositive } from '../check/number';
import type { OptionChecks } from '../check/options';
import { blank } from '../init/blank';
import { makeVariables } from './make-variables';

export interface NormLayerOptions {
  /** With a weight and a bias to learn, at first 1 and 0. Default true. */
  affine?: boolean;
  /** Added to the variance. Default 1e-5. */
  epsilon?: number;
}

/** The checks of `NormLayerOptions`. */
export const NORM_OPTIONS: OptionChecks<NormLayerOptions> = {
  affine: expectFlag,
  epsilon: expectPositive,
};

/** Makes what a norm learns; no bias unless `withBias`. */
export function affineVariables(
  where: string,
  shape: readonly number[],
  affine: boolean,
  withBias = true,
): { weight: tf.Variable | undefined; bias: tf.Variable | undefined } {
  if (!affine) return { weight: undefined, bias: undefined };
  const filled = (value: number) =>
    tf.variable(blank(where, shape) ?? tf.fill(shape as number[], value));
  return makeVariables(where, () => ({
    weight: filled(1),
    bias: withBias ? filled(0) : undefined,
  }));
}
