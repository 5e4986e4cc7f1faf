/**
 * What a translation memory does: of sentences as ids, the number of the one that has most tokens in common with another, by Dice's
 * coefficient 2 |a ∩ b| / (|a| + |b|) of their sets; of equal ones the first.
 *
 * Dice, Measures of the amount of ecologic association between species, 1945.
 */
export function nearestSource(
  sentences: readonly (readonly number[])[],
): (ids: readonly number[]) => number {
  const sets = sentences.map((ids) => new Set(ids));
  const withToken = new Map<number, number[]>();
  for (const [i, set] of sets.entries()) {
    for (const token of set) {
      const own = withToken.get(token);
      if (own === undefined) withToken.set(token, [i]);
      else own.push(i);
    }
  }
  return (ids) => {
    const common = new Uint16Array(sentences.length);
    const tokens = new Set(ids);
    for (const token of tokens) {
      for (const i of withToken.get(token) ?? []) common[i] = (common[i] as number) + 1;
    }
    let [nearest, most] = [0, -1];
    for (const [i, { size }] of sets.entries()) {
      const dice = (2 * (common[i] as number)) / (size + tokens.size);
      if (dice > most) [nearest, most] = [i, dice];
    }
    return nearest;
  };
}
