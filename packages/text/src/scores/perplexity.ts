import { expected } from '@dl/core/check';

/**
 * Perplexity, e to the mean negative log probability of tokens, in nats: one that always chooses among n equally likely tokens has n.
 * `Perplexity` of `@dl/core` counts it up while a model is evaluated.
 *
 * @throws RangeError for no tokens, and for log probabilities over 0 or NaN
 */
export function perplexity(logProbabilities: ArrayLike<number>): number {
  const length = Object(logProbabilities).length as unknown;
  if (typeof logProbabilities !== 'object' || !Number.isSafeInteger(length)) {
    throw new TypeError(expected('perplexity', 'an array of numbers', logProbabilities));
  }
  if (length === 0) throw new RangeError('perplexity: expected a token or more, got none');
  let sum = 0;
  for (let i = 0; i < logProbabilities.length; i++) {
    const value = logProbabilities[i] as number;
    if (!(typeof value === 'number' && value <= 0)) {
      throw new RangeError(expected(`perplexity: ${i}`, 'a log probability, at most 0', value));
    }
    sum += value;
  }
  return Math.exp(-sum / logProbabilities.length);
}
