/** Levenshtein's distance: the fewest items to put in, to leave out or to change. */
export function editDistance<T>(a: readonly T[], b: readonly T[]): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  a.forEach((own, i) => {
    const next = [i + 1];
    b.forEach((other, j) => {
      const changed = (row[j] as number) + (own === other ? 0 : 1);
      next.push(Math.min(changed, (row[j + 1] as number) + 1, (next[j] as number) + 1));
    });
    row = next;
  });
  return row[b.length] as number;
}
