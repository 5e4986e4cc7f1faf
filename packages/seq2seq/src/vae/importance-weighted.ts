import { logSumExp } from '@dl/core';
import { expectTensor } from '@dl/core/check';
import * as tf from '@tensorflow/tfjs-core';

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
