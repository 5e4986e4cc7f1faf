import { logSumExp } from '@dl/core';
import { expectPositiveInteger, expectTensor } from '@dl/core/check';
import * as tf from '@tensorflow/tfjs-core';

/** The most samples that an estimate takes: enough for any, and few enough to end. */
const MOST = 100_000;

/**
 * The importance-weighted bound on log p(x) of k samples, log (1/k Σ wᵢ), from log wᵢ = log p(x|zᵢ) + log p(zᵢ) − log q(zᵢ|x). One sample
 * gives the ELBO; with more it rises, in expectation, to log p(x).
 *
 * Burda, Grosse, Salakhutdinov: Importance weighted autoencoders (2016).
 *
 * @param logWeights float32 [samples, ...], in nats
 * @returns [...]
 * @throws ShapeError, TypeError, Error for a tensor that does not fit
 */
export function importanceWeighted(logWeights: tf.Tensor): tf.Tensor {
  const where = 'importanceWeighted';
  if (logWeights?.rank === 0) expectTensor(where, 'logWeights', logWeights, ['samples', '...']);
  expectTensor(where, 'logWeights', logWeights, ['...']);
  const samples = logWeights.shape[0] as number;
  return tf.tidy(() => tf.sub(logSumExp(logWeights, { axis: 0 }), Math.log(samples)));
}

/** Checks a number of samples. @throws RangeError */
export function expectSamples(where: string, name: string, samples: unknown): void {
  expectPositiveInteger(where, name, samples as number, MOST);
}

/** The estimate of so many samples, of which one at a time is in memory. `draw` gives log w, [batch]. */
export function estimate(samples: number, draw: () => tf.Tensor): tf.Tensor1D {
  return tf.tidy(() => {
    const logWeights = Array.from({ length: samples }, () => tf.tidy(draw));
    return importanceWeighted(tf.stack(logWeights)) as tf.Tensor1D;
  });
}
