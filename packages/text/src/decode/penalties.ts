/**
 * The repetition penalty of CTRL (Keskar et al., 2019), as Hugging Face has it: the logit of each token of `seen` is divided by the
 * penalty if it is positive, and multiplied by it if it is negative.
 */
export function penaliseRepetition(
  row: Float32Array,
  seen: Iterable<number>,
  penalty: number,
): void {
  for (const token of seen) {
    const logit = row[token] as number;
    // What is ruled out stays so under a penalty of less than any number.
    if (logit !== -Infinity) row[token] = logit < 0 ? logit * penalty : logit / penalty;
  }
}

/**
 * OpenAI's penalties: of each token that was written c times, c > 0,
 *
 *     logit − c · frequency − presence
 */
export function penaliseWritten(
  row: Float32Array,
  written: readonly number[],
  { presence, frequency }: { readonly presence: number; readonly frequency: number },
): void {
  const counts = new Map<number, number>();
  for (const token of written) counts.set(token, (counts.get(token) ?? 0) + 1);
  for (const [token, count] of counts) {
    row[token] = (row[token] as number) - count * frequency - presence;
  }
}
