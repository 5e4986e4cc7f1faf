/**
 * The logarithms of the probabilities of one row, in place: x − log Σ exp(x). Logits of −∞ stay: what a decoder rules out.
 * A row of nothing but −∞ stays as it is.
 */
export function logSoftmaxRow(row: Float32Array): void {
  let most = -Infinity;
  for (let i = 0; i < row.length; i++) most = Math.max(most, row[i] as number);
  if (most === -Infinity) return;
  if (most === Infinity) {
    // One that is certain: exp(∞ − ∞) would be NaN.
    for (let i = 0; i < row.length; i++) row[i] = row[i] === Infinity ? 0 : -Infinity;
    return;
  }
  let sum = 0;
  for (let i = 0; i < row.length; i++) sum += Math.exp((row[i] as number) - most);
  const shift = most + Math.log(sum);
  for (let i = 0; i < row.length; i++) row[i] = (row[i] as number) - shift;
}

/** The place of the largest number, the first of equal ones. */
export function argMaxOf(row: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < row.length; i++) if ((row[i] as number) > (row[best] as number)) best = i;
  return best;
}
