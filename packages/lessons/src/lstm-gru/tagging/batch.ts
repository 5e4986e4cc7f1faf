import type { Rng } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import type { EncodedSentence } from './features';

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
