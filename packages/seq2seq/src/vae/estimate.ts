import { checkedLater, expectPositiveInteger, type OptionChecks } from '@dl/core/check';
import * as tf from '@tensorflow/tfjs-core';
import type { DrawOptions } from './draw-options';
import { importanceWeighted } from './importance-weighted';

/** How a likelihood is estimated. */
export interface EstimateOptions extends DrawOptions {
  /** k, the codes that are drawn for each row. Default 50. */
  samples?: number;
}

/** The most samples that an estimate takes: enough for any, and few enough to end. */
const MOST = 100_000;

/** The checks of `EstimateOptions`. */
export const ESTIMATE_OPTIONS: OptionChecks<EstimateOptions> = {
  rng: checkedLater,
  samples: (where, name, value) => expectPositiveInteger(where, name, value as number, MOST),
};

/** The estimate of so many samples, of which one at a time is in memory. `draw` gives log w, [batch]. */
export function estimate(samples: number, draw: () => tf.Tensor): tf.Tensor1D {
  return tf.tidy(() => {
    const logWeights = Array.from({ length: samples }, () => tf.tidy(draw));
    return importanceWeighted(tf.stack(logWeights)) as tf.Tensor1D;
  });
}
