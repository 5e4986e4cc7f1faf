import type { Entry } from './entries';

/**
 * What a speller without context does: each letter says the phoneme that stands at its place most often in words with as many phonemes as
 * letters.
 */
export function letterByLetter(entries: readonly Entry[]): (word: string) => string[] {
  const counts = new Map<string, Map<string, number>>();
  for (const { word, ways } of entries) {
    for (const way of ways) {
      if (way.length !== word.length) continue;
      [...word].forEach((letter, i) => {
        const own = counts.get(letter) ?? new Map<string, number>();
        counts.set(letter, own.set(way[i] as string, (own.get(way[i] as string) ?? 0) + 1));
      });
    }
  }
  const best = new Map(
    [...counts].map(([letter, own]) => [letter, [...own].sort((a, b) => b[1] - a[1])[0]?.[0]]),
  );
  return (word) => [...word].flatMap((letter) => best.get(letter) ?? []);
}
