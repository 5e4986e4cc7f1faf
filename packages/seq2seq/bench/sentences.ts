/** Vocabularies of both sides, features of everything, and how many sentences a run has. */
export interface TranslationSizes {
  readonly source: number;
  readonly target: number;
  readonly hidden: number;
  readonly count: number;
}

/** The same ids as `translation_torch.py` has: 5 to 12 words by a linear congruential generator. */
function sentences(count: number, vocabulary: number, first: number): number[][] {
  let seed = first;
  const next = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed;
  };
  return Array.from({ length: count }, () => {
    const words = 5 + ((next() >>> 16) % 8);
    return Array.from({ length: words }, () => 2 + ((next() >>> 8) % (vocabulary - 2)));
  });
}

/** Pairs of sentences, without ends. */
export const pairs = ({ source, target, count }: TranslationSizes) => {
  const [read, said] = [sentences(count, source, 1), sentences(count, target, 2)];
  return read.map((ids, i): [number[], number[]] => [ids, said[i] as number[]]);
};

/** Words of both sides, with so many ends a pair. */
export function wordsOf(sizes: TranslationSizes, ends: number): number {
  return pairs(sizes).reduce((sum, [a, b]) => sum + a.length + b.length + ends, 0);
}
