import type { Nearness } from './rank';

/**
 * What search without meaning is: the cosine of three letters in a row, rarer ones counting more (weights tf · idf, with
 * idf = log(documents / documents that have it)).
 */
export function trigramCosines(queries: readonly string[], documents: readonly string[]): Nearness {
  const counted = documents.map(countOf);
  const holders = new Map<string, number>();
  for (const counts of counted) {
    for (const gram of counts.keys()) holders.set(gram, (holders.get(gram) ?? 0) + 1);
  }
  const weighted = (counts: ReadonlyMap<string, number>) => {
    const weights = [...counts].map(([gram, count]): [string, number] => {
      return [gram, count * Math.log(documents.length / (holders.get(gram) ?? documents.length))];
    });
    const norm = Math.hypot(...weights.map(([, weight]) => weight)) || 1;
    return new Map(weights.map(([gram, weight]) => [gram, weight / norm]));
  };
  const vectors = counted.map(weighted);
  return queries.map((query) => {
    const own = weighted(countOf(query));
    return vectors.map((vector) => {
      let sum = 0;
      for (const [gram, weight] of vector) sum += weight * (own.get(gram) ?? 0);
      return sum;
    });
  });
}

function countOf(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) {
    const letters = [...` ${word} `];
    for (let i = 0; i + 3 <= letters.length; i++) {
      const gram = letters.slice(i, i + 3).join('');
      counts.set(gram, (counts.get(gram) ?? 0) + 1);
    }
  }
  return counts;
}
