import type { TaggedDocument, TaggedSentence } from '@dl/datasets';

/** Sentences to learn from, to choose settings by, and for the last figure only. */
export interface TaggedSplit {
  readonly train: readonly TaggedSentence[];
  readonly dev: readonly TaggedSentence[];
  readonly test: readonly TaggedSentence[];
}

/**
 * Whole documents, so that no text is in two parts: of each ten in order one to dev and one to test. As documents of a
 * category follow one another, each part has its share of every category.
 */
export function splitByDocument(documents: readonly TaggedDocument[]): TaggedSplit {
  const take = (wanted: (place: number) => boolean) =>
    documents.filter((_, i) => wanted(i % 10)).flatMap(({ sentences }) => sentences);
  return {
    train: take((place) => place < 8),
    dev: take((place) => place === 8),
    test: take((place) => place === 9),
  };
}
