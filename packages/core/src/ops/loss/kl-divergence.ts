import * as tf from '@tensorflow/tfjs-core';
import { expectFlag } from '../../check/choice';
import { type OptionChecks, oneOf, readOptions } from '../../check/options';
import { op } from '../../tape/op';
import { expectSameShape } from '../kit/check';
import { selectAbove } from '../kit/select-above';
import { lossOfNothing, reduce } from './reduction';

export interface KlDivergenceOptions {
  /**
   * `batchMean` (default) over the first axis, which is the divergence of the distributions of a batch;
   * `mean` over all elements (PyTorch's default), `sum`, or `none` for one term each.
   */
  reduction?: 'batchMean' | 'mean' | 'sum' | 'none';
  /** `target` holds log-probabilities too. Default false. */
  logTarget?: boolean;
}

const OPTIONS: OptionChecks<KlDivergenceOptions> = {
  reduction: oneOf(['batchMean', 'mean', 'sum', 'none']),
  logTarget: expectFlag,
};

/**
 * Kullback–Leibler divergence of a prediction from a target, Σ t (log t − x), as
 * `torch.nn.functional.kl_div`; a target of 0 adds nothing. Gradient: dx = −t dy,
 * dt = (log t − x + 1) dy, 0 where t = 0; with `logTarget` t is e^target, and dtarget = t (target − x + 1) dy.
 *
 * Kullback and Leibler, On information and sufficiency, 1951.
 *
 * @param logProbabilities x, float32, any shape: what `logSoftmax` gives
 * @param target float32, the same shape: probabilities
 * @returns a scalar, or with `none` the shape of `target`
 * @throws ShapeError if the shapes differ; RangeError or TypeError for an invalid option
 */
export function klDivergence(
  logProbabilities: tf.Tensor,
  target: tf.Tensor,
  options?: KlDivergenceOptions & { reduction?: 'batchMean' | 'mean' | 'sum' },
): tf.Scalar;
/** With the reduction `none`, one loss each. */
export function klDivergence(
  logProbabilities: tf.Tensor,
  target: tf.Tensor,
  options?: KlDivergenceOptions,
): tf.Tensor;
export function klDivergence(
  logProbabilities: tf.Tensor,
  target: tf.Tensor,
  options?: KlDivergenceOptions,
): tf.Tensor {
  const own = readOptions('klDivergence', options, OPTIONS);
  const { reduction = 'batchMean', logTarget = false } = own;
  expectSameShape('klDivergence', ['logProbabilities', logProbabilities], ['target', target], true);
  if (target.size === 0) {
    const kind = reduction === 'batchMean' ? 'mean' : reduction;
    return lossOfNothing('KlDivergence', [logProbabilities, target], kind);
  }
  const scale = scaleOf(reduction, target);
  return op(
    'KlDivergence',
    { logProbabilities, target },
    {
      forward: () =>
        tf.tidy(() => {
          const left = excess(logProbabilities, target, logTarget);
          const terms = tf.mul(shareOf(target, logTarget), left);
          return reduce(terms, reduction === 'none' ? 'none' : 'sum', scale);
        }),
      save: () => ({ logProbabilities, target }),
      gradients: (dy, { logProbabilities: x, target: t }) => ({
        logProbabilities: () => tf.tidy(() => tf.mul(tf.mul(shareOf(t, logTarget), -scale), dy)),
        target: () => tf.tidy(() => tf.mul(tf.mul(targetSlope(x, t, logTarget), scale), dy)),
      }),
    },
  );
}

function scaleOf(reduction: NonNullable<KlDivergenceOptions['reduction']>, x: tf.Tensor): number {
  if (reduction === 'mean') return 1 / x.size;
  return reduction === 'batchMean' ? 1 / (x.shape[0] ?? 1) : 1;
}

/** The target as probabilities. */
function shareOf(target: tf.Tensor, logTarget: boolean): tf.Tensor {
  return logTarget ? tf.exp(target) : target;
}

/** log t − x, and 0 where t = 0: neither its logarithm nor an x of −∞ is heard there. */
function excess(x: tf.Tensor, target: tf.Tensor, logTarget: boolean): tf.Tensor {
  const none = tf.zeros(target.shape);
  if (logTarget) return selectAbove(target, Number.NEGATIVE_INFINITY, tf.sub(target, x), none);
  const log = tf.log(selectAbove(target, 0, target, tf.ones(target.shape)));
  return selectAbove(target, 0, tf.sub(log, x), none);
}

function targetSlope(x: tf.Tensor, target: tf.Tensor, logTarget: boolean): tf.Tensor {
  const slope = tf.add(excess(x, target, logTarget), 1);
  if (logTarget) return tf.mul(tf.exp(target), slope);
  return selectAbove(target, 0, slope, tf.zeros(target.shape));
}
