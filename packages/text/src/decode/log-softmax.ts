/**
 * The logarithms of the probabilities of one row, in place: x − log Σ exp(x). Logits of −∞ stay: what a decoder rules out.
 * A row of nothing but −∞ stays as it is.
 */
export function logSoftmaxRow(row: Float32Array): void {
  const shift = logNormaliser(row);
  if (shift === -Infinity) return;
  for (let i = 0; i < row.length; i++) {
    // Of one that is certain exp(∞ − ∞) would be NaN.
    if (shift === Infinity) row[i] = row[i] === Infinity ? 0 : -Infinity;
    else row[i] = (row[i] as number) - shift;
  }
}

/**
 * log Σ exp(x) of one row: what a log probability is below its logit. −∞ of a row of nothing but −∞, and ∞ where one is certain: there
 * `logSoftmaxRow` knows more.
 */
export function logNormaliser(row: Float32Array): number {
  let most = -Infinity;
  for (let i = 0; i < row.length; i++) most = Math.max(most, row[i] as number);
  if (most === -Infinity || most === Infinity) return most;
  let sum = 0;
  for (let i = 0; i < row.length; i++) sum += Math.exp((row[i] as number) - most);
  return most + Math.log(sum);
}

/** The place of the largest number, the first of equal ones. */
export function argMaxOf(row: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < row.length; i++) if ((row[i] as number) > (row[best] as number)) best = i;
  return best;
}
