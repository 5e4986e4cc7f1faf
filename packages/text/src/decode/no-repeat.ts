/**
 * Rules out what would repeat a run of `n` tokens: −∞ for each token that followed the last n − 1 tokens before.
 * With n = 1 no token comes twice. `spared` may, such as the end.
 */
export function banRepeats(
  row: Float32Array,
  tokens: readonly number[],
  n: number,
  spared: number | undefined,
): void {
  const tail = tokens.length - n + 1;
  if (tail < 0) return;
  for (let start = 0; start < tail; start++) {
    let same = true;
    for (let i = 0; i < n - 1 && same; i++) same = tokens[start + i] === tokens[tail + i];
    const next = tokens[start + n - 1] as number;
    if (same && next !== spared) row[next] = -Infinity;
  }
}
