import { type TaggedSentence, UNIVERSAL_TAGS, type UniversalTag } from '@dl/datasets';
import * as tf from '@tensorflow/tfjs-core';
import { inParts } from '../../kit/in-parts';
import type { Familiarity, MostFrequentTag } from './baseline';
import { batchOf, tagOf, type WordFeatures } from './data';
import type { Tagger } from './network';

/** Sentences that go through a network at once. */
const BATCH = 128;

/** Shares of words that were tagged right: of all, and by what is known of the word. */
export type Accuracy = Readonly<Record<'all' | Familiarity, number>>;

/** How many words there are of each kind. */
export function countKinds(
  sentences: readonly TaggedSentence[],
  baseline: MostFrequentTag,
): Record<Familiarity, number> {
  const counts = { unambiguous: 0, ambiguous: 0, unknown: 0 };
  for (const { words } of sentences) for (const word of words) counts[baseline.familiarity(word)]++;
  return counts;
}

/** Compares what a tagger says with what is true. `said` has a tag for each word. */
export function accuracyOf(
  said: readonly (readonly UniversalTag[])[],
  sentences: readonly TaggedSentence[],
  baseline: MostFrequentTag,
): Accuracy {
  const right = { all: 0, unambiguous: 0, ambiguous: 0, unknown: 0 };
  const total = { ...right };
  sentences.forEach(({ words, tags }, s) => {
    words.forEach((word, i) => {
      const hit = Number(said[s]?.[i] === tagOf(tags[i] as string));
      for (const kind of ['all', baseline.familiarity(word)] as const) {
        total[kind]++;
        right[kind] += hit;
      }
    });
  });
  const share = (kind: keyof typeof right) => right[kind] / total[kind];
  return {
    all: share('all'),
    unambiguous: share('unambiguous'),
    ambiguous: share('ambiguous'),
    unknown: share('unknown'),
  };
}

/** What a network says of each word. Ends early if `signal` aborts. */
export async function tagAll(
  tagger: Tagger,
  sentences: readonly TaggedSentence[],
  features: WordFeatures,
  signal?: AbortSignal,
): Promise<UniversalTag[][]> {
  const order = sentences.map((_, i) => i);
  const lengthAt = (i: number) => (sentences[i] as TaggedSentence).words.length;
  order.sort((a, b) => lengthAt(a) - lengthAt(b));
  const said: UniversalTag[][] = sentences.map(() => []);
  await inParts({ count: order.length, size: BATCH, signal }, async (from, end) => {
    const rows = order.slice(from, end);
    const best = tf.tidy(() => {
      const encoded = rows.map((i) => features.encode(sentences[i] as TaggedSentence));
      return tf.argMax(tagger.forward(batchOf(encoded)), 2);
    });
    const values = await best.data();
    const time = best.shape[1] as number;
    best.dispose();
    rows.forEach((i, row) => {
      const tags = values.subarray(row * time, row * time + lengthAt(i));
      said[i] = Array.from(tags, (tag) => UNIVERSAL_TAGS[tag] as UniversalTag);
    });
  });
  return said;
}
