/** log(e^a + e^b) */
const join = (a: number, b: number) => {
  const most = Math.max(a, b);
  return most === -Infinity ? most : most + Math.log(Math.exp(a - most) + Math.exp(b - most));
};

/** What a path of classes spells: repetitions merged, then blanks left out. */
export function spelt(path: readonly number[], blank: number): number[] {
  return path.filter((label, t) => label !== path[t - 1] && label !== blank);
}

/** The logarithm of the probability of each sequence of labels, by its text: a sum over all paths through logits [time][classes]. */
export function everyPath(
  logits: readonly (readonly number[])[],
  blank: number,
): Map<string, number> {
  const logs = logits.map((row) => {
    const total = row.reduce(join, -Infinity);
    return row.map((x) => x - total);
  });
  const sums = new Map<string, number>();
  const visit = (path: number[], log: number) => {
    const here = logs[path.length];
    if (here === undefined) {
      const key = spelt(path, blank).join();
      sums.set(key, join(sums.get(key) ?? -Infinity, log));
      return;
    }
    here.forEach((own, label) => {
      visit([...path, label], log + own);
    });
  };
  visit([], 0);
  return sums;
}
