/**
 * The tokens that would repeat a run of `n`: those that followed the last n − 1 tokens before. With n = 1 no token comes twice.
 */
export function repeatsOf(tokens: readonly number[], n: number): Set<number> {
  const found = new Set<number>();
  const tail = tokens.length - n + 1;
  for (let start = 0; start < tail; start++) {
    let same = true;
    for (let i = 0; i < n - 1 && same; i++) same = tokens[start + i] === tokens[tail + i];
    if (same) found.add(tokens[start + n - 1] as number);
  }
  return found;
}
