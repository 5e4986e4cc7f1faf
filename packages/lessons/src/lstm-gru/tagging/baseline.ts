import type { TaggedSentence, UniversalTag } from '@dl/datasets';
import { tagOf } from './data';

/** What is known of a word from the training part. */
export type Familiarity = 'unambiguous' | 'ambiguous' | 'unknown';

/** Each word's most frequent tag; of a word that was never seen, the most frequent tag of words that were seen once. */
export class MostFrequentTag {
  readonly #words = new Map<string, Map<UniversalTag, number>>();
  readonly #other: UniversalTag;

  constructor(train: readonly TaggedSentence[]) {
    for (const { words, tags } of train) {
      words.forEach((word, i) => {
        count(this.#counts(word.toLowerCase()), tagOf(tags[i] as string));
      });
    }
    const rare = new Map<UniversalTag, number>();
    for (const counts of this.#words.values()) {
      const [[tag, times] = ['NOUN', 0] as const] = counts;
      if (counts.size === 1 && times === 1) count(rare, tag);
    }
    this.#other = mostFrequent(rare) ?? 'NOUN';
  }

  tag(word: string): UniversalTag {
    const counts = this.#words.get(word.toLowerCase());
    return (counts && mostFrequent(counts)) ?? this.#other;
  }

  /** Whether the word was seen, and with more than one tag. */
  familiarity(word: string): Familiarity {
    const counts = this.#words.get(word.toLowerCase());
    if (counts === undefined) return 'unknown';
    return counts.size > 1 ? 'ambiguous' : 'unambiguous';
  }

  #counts(word: string): Map<UniversalTag, number> {
    const counts = this.#words.get(word) ?? new Map<UniversalTag, number>();
    this.#words.set(word, counts);
    return counts;
  }
}

function count<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function mostFrequent<K>(counts: ReadonlyMap<K, number>): K | undefined {
  let best: [K, number] | undefined;
  for (const entry of counts) if (best === undefined || entry[1] > best[1]) best = entry;
  return best?.[0];
}
