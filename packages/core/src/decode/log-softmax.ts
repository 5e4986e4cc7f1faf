/**
 * The logarithms of the probabilities of one row, in place: x − log Σ exp(x). Logits of −∞ stay: what a decoder rules out.
 * A row of nothing but −∞ stays as it is.
 */
export function logSoftmaxRow(row: Float32Array): void {
  const shift = logNormaliser(row);
  if (shift === -Infinity) return;
  for (let i = 0; i < row.length; i++) row[i] = logProbabilityOf(row[i] as number, shift);
}

/** The logarithm of a probability from its logit and `logNormaliser`. Of one that is certain exp(∞ − ∞) would be NaN. */
export function logProbabilityOf(logit: number, shift: number): number {
  if (shift === Infinity) return logit === Infinity ? 0 : -Infinity;
  return logit - shift;
}

/**
 * log Σ exp(x) of one row: what a log probability is below its logit. −∞ of a row of nothing but −∞, ∞ where one is certain, NaN of a row
 * with NaN.
 */
export function logNormaliser(row: ArrayLike<number>): number {
  let most = -Infinity;
  for (let i = 0; i < row.length; i++) most = Math.max(most, row[i] as number);
  if (most === -Infinity || most === Infinity) return most;
  let sum = 0;
  for (let i = 0; i < row.length; i++) sum += Math.exp((row[i] as number) - most);
  return most + Math.log(sum);
}
