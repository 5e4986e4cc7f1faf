import * as tf from '@tensorflow/tfjs-core';
import { expectFlag } from '../../check/choice';
import { checkedLater, type OptionChecks, readOptions } from '../../check/options';
import { op } from '../../tape/op';
import { axisOf } from '../kit/axes';
import { expectFloats } from '../kit/check';
import { ofNothing } from '../kit/of-nothing';

export interface LogSumExpOptions {
  /** The axis that is summed over. Default −1, the last. */
  axis?: number;
  /** The axis stays, with a size of 1. Default false. */
  keepDims?: boolean;
}

const OPTIONS: OptionChecks<LogSumExpOptions> = { axis: checkedLater, keepDims: expectFlag };

// No float is lower; an infinity would meet itself in a difference.
const LOWEST = -3.4028234663852886e38;

/**
 * Logarithm of a sum of exponentials over one axis, y = m + log Σ e^(x − m) with m = max x, which does not overflow.
 * Gradient: dx = e^(x − y) dy. As `torch.logsumexp`; of nothing, or of nothing but −∞, it is −∞, with a gradient of 0.
 *
 * @param x float32, of rank 1 or more
 * @returns the shape of x without the axis
 * @throws RangeError for an axis that x does not have; TypeError for an invalid option
 */
export function logSumExp(x: tf.Tensor, options?: LogSumExpOptions): tf.Tensor {
  const { axis = -1, keepDims = false } = readOptions('logSumExp', options, OPTIONS);
  expectFloats('logSumExp', 'x', x, true);
  const along = axisOf('logSumExp', x.rank, axis);
  const shape = x.shape.map((size, i) => (i === along ? 1 : size));
  if (x.size === 0) {
    const left = keepDims ? shape : shape.filter((_, i) => i !== along);
    return ofNothing('LogSumExp', [x], left, -Infinity);
  }
  const y = op(
    'LogSumExp',
    { x },
    {
      forward: () =>
        tf.tidy(() => {
          const peak = tf.clipByValue(tf.max(x, along, true), LOWEST, -LOWEST);
          return tf.add(tf.log(tf.sum(tf.exp(tf.sub(x, peak)), along, true)), peak);
        }),
      save: (made) => ({ x, made }),
      gradients: (dy, saved) => ({
        x: () =>
          tf.tidy(() => {
            const sum = tf.maximum(saved.made, LOWEST);
            return tf.mul(tf.exp(tf.sub(saved.x, sum)), tf.reshape(dy, shape));
          }),
      }),
    },
  );
  if (keepDims) return y;
  return tf.tidy(() => {
    const flat = tf.squeeze(y, [along]);
    y.dispose();
    return flat;
  });
}
