import type { Rng } from '@dl/core';
import {
  type TaggedDocument,
  type TaggedSentence,
  UNIVERSAL_TAGS,
  type UniversalTag,
  universalTag,
} from '@dl/datasets';
import { buildVocabulary, type Vocabulary } from '@dl/text';
import * as tf from '@tensorflow/tfjs-core';

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

/** The most letters of an ending. */
const ENDING = 3;

/** The least times that a word, and an ending, must be in the training part to have features of its own. */
const LEAST = { word: 2, ending: 5 };

/** What a word looks like. */
const SHAPES = [/^[^a-z0-9]*$/i, /\d/, /^[A-Z]$/, /^[A-Z][^A-Z]*$/, /[A-Z]/, /-/] as const;

/** Sentences as numbers, each word with its features and its tag. */
export interface EncodedSentence {
  readonly words: Int32Array;
  readonly endings: Int32Array;
  readonly shapes: Int32Array;
  readonly tags: Int32Array;
}

/** Which words, endings and shapes have features of their own; 0 is any other word or ending. */
export class WordFeatures {
  readonly shapes = SHAPES.length + 1;

  constructor(
    readonly words: Vocabulary,
    readonly endings: Vocabulary,
  ) {}

  /** Those that are frequent in sentences to learn from. */
  static async of(train: readonly TaggedSentence[]): Promise<WordFeatures> {
    const texts = train.map(({ words }) => words.map((word) => word.toLowerCase()));
    const learn = (pieces: readonly (readonly string[])[], minCount: number) =>
      buildVocabulary(
        pieces.map((own) => own.join(' ')),
        { minCount, special: { unk: '<unk>' } },
      );
    return new WordFeatures(
      await learn(texts, LEAST.word),
      await learn(
        texts.map((words) => words.map(endingOf)),
        LEAST.ending,
      ),
    );
  }

  encode({ words, tags }: TaggedSentence): EncodedSentence {
    const lower = words.map((word) => word.toLowerCase());
    return {
      words: Int32Array.from(lower, (word) => this.words.idOf(word) ?? 0),
      endings: Int32Array.from(lower, (word) => this.endings.idOf(endingOf(word)) ?? 0),
      shapes: Int32Array.from(words, shapeOf),
      tags: Int32Array.from(tags, (tag) => TAG_PLACES.get(tagOf(tag)) as number),
    };
  }
}

const TAG_PLACES = new Map(UNIVERSAL_TAGS.map((tag, i) => [tag, i]));
const known = new Map<string, UniversalTag>();

/** The universal part of speech of a Brown tag, looked up once. */
export function tagOf(tag: string): UniversalTag {
  const found = known.get(tag) ?? universalTag(tag);
  known.set(tag, found);
  return found;
}

function endingOf(word: string): string {
  return word.slice(-ENDING);
}

function shapeOf(word: string): number {
  const found = SHAPES.findIndex((shape) => shape.test(word));
  return found >= 0 ? found : SHAPES.length;
}

/** The label of what pads a sentence: the loss passes over it. */
export const PADDING = -100;

/** Sentences side by side, the shorter ones padded. */
export interface TaggingBatch {
  /** int32 [batch, time] */
  readonly words: tf.Tensor2D;
  readonly endings: tf.Tensor2D;
  readonly shapes: tf.Tensor2D;
  /** `PADDING` after a sentence's end. */
  readonly tags: tf.Tensor2D;
  readonly lengths: Int32Array;
}

/** Puts sentences into one batch. */
export function batchOf(sentences: readonly EncodedSentence[]): TaggingBatch {
  const lengths = Int32Array.from(sentences, ({ words }) => words.length);
  const time = Math.max(...lengths);
  const shape: [number, number] = [sentences.length, time];
  const column = (name: keyof EncodedSentence, padding: number) => {
    const values = new Int32Array(sentences.length * time).fill(padding);
    sentences.forEach((sentence, row) => {
      values.set(sentence[name], row * time);
    });
    return tf.tensor2d(values, shape, 'int32');
  };
  return {
    words: column('words', 0),
    endings: column('endings', 0),
    shapes: column('shapes', 0),
    tags: column('tags', PADDING),
    lengths,
  };
}

/** Sentences from the shortest to the longest: neighbours need little padding. */
export function byLength(sentences: readonly EncodedSentence[]): EncodedSentence[] {
  return [...sentences].sort((a, b) => a.words.length - b.words.length);
}

/** Draws sentences of about one length from those that `byLength` gives. */
export function drawBatch(
  sorted: readonly EncodedSentence[],
  size: number,
  rng: Rng,
): TaggingBatch {
  const most = Math.max(0, sorted.length - size);
  const start = rng.int(0, most + 1);
  return batchOf(sorted.slice(start, start + size));
}
