/** How often each run of `n` items stands in a list; `joiner` must not be in an item. */
export function countNgrams(
  items: readonly string[],
  n: number,
  joiner: string,
): Map<string, number> {
  const counts = new Map<string, number>();
  for (let i = 0; i + n <= items.length; i++) {
    const ngram = n === 1 ? (items[i] as string) : items.slice(i, i + n).join(joiner);
    counts.set(ngram, (counts.get(ngram) ?? 0) + 1);
  }
  return counts;
}

/** How many runs two lists share: of each the smaller count. */
export function matchesOf(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  let matches = 0;
  for (const [ngram, count] of a) matches += Math.min(count, b.get(ngram) ?? 0);
  return matches;
}

/** The sum of all counts. */
export function totalOf(counts: ReadonlyMap<string, number>): number {
  let total = 0;
  for (const count of counts.values()) total += count;
  return total;
}
