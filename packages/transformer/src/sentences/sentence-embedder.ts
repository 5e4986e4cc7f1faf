import { expected } from '@dl/core/check';
import { keepArguments, Turns } from '@dl/core/extend';
import type { Tokenizer } from '@dl/text';
import * as tf from '@tensorflow/tfjs-core';
import type { SentenceEncoder } from './sentence-encoder';

/** About how many positions are computed at once: enough for fast products, and little memory. */
const POSITIONS = 512;

/** From so many on a batch ends before a text by which more than this share of them would be padding. */
const LEAST = 32;
const PADDING = 1 / 8;

/** A sentence encoder with the tokenizer of its texts. */
export class SentenceEmbedder {
  /** @throws TypeError, RangeError for a tokenizer of more ids than the encoder knows */
  constructor(
    readonly encoder: SentenceEncoder,
    readonly tokenizer: Tokenizer,
  ) {
    keepArguments(this, SentenceEmbedder, [encoder, tokenizer]);
    const { vocabSize } = Object(encoder) as SentenceEncoder;
    const { size, encode } = Object(tokenizer) as Tokenizer;
    const where = 'SentenceEmbedder';
    if (!Number.isInteger(vocabSize)) {
      throw new TypeError(expected(`${where}: encoder`, 'a SentenceEncoder', encoder));
    }
    if (typeof encode !== 'function') {
      throw new TypeError(expected(`${where}: tokenizer`, 'a tokenizer', tokenizer));
    }
    if (size <= vocabSize) return;
    throw new RangeError(expected(`${where}: tokenizer.size`, `at most ${vocabSize} ids`, size));
  }

  /**
   * The vectors of texts, float32 [texts, outputSize], each of length 1: `tf.matMul(a, b, false, true)` of two such is how near each
   * text of a is to each of b, from −1 to 1. Of a text the first `maxLength` tokens are read. Texts of like length are computed
   * together; between two batches the event loop gets its turns.
   *
   * @throws TypeError for anything but texts
   */
  async embed(texts: readonly string[]): Promise<tf.Tensor2D> {
    const { encoder, tokenizer } = this;
    const rows = expectTexts(texts).map((text) =>
      tokenizer.encode(text).slice(0, encoder.maxLength),
    );
    if (rows.length === 0) return tf.zeros([0, encoder.outputSize]);
    const order = [...rows.keys()].sort((a, b) => lengthOf(rows, a) - lengthOf(rows, b));
    const parts: tf.Tensor2D[] = [];
    const turns = new Turns();
    try {
      for (let at = 0; at < order.length; ) {
        const end = endOfBatch(order, rows, at);
        parts.push(this.#batch(order.slice(at, end).map((row) => rows[row] as number[])));
        at = end;
        if (turns.due()) await turns.take();
      }
      const places = new Int32Array(order.length);
      for (const [place, row] of order.entries()) places[row] = place;
      return tf.tidy(() => tf.gather(tf.concat(parts), tf.tensor1d(places, 'int32')));
    } finally {
      tf.dispose(parts);
    }
  }

  #batch(rows: readonly (readonly number[])[]): tf.Tensor2D {
    const time = Math.max(1, ...rows.map(({ length }) => length));
    const ids = new Int32Array(rows.length * time);
    for (const [row, own] of rows.entries()) ids.set(own, row * time);
    const lengths = rows.map(({ length }) => length);
    return tf.tidy(() => {
      return this.encoder.forward(tf.tensor2d(ids, [rows.length, time], 'int32'), lengths);
    });
  }
}

function lengthOf(rows: readonly (readonly number[])[], row: number): number {
  return (rows[row] as readonly number[]).length;
}

/** Where the batch ends that begins at `at`, of rows that grow. */
function endOfBatch(
  order: readonly number[],
  rows: readonly (readonly number[])[],
  at: number,
): number {
  let end = at + 1;
  let tokens = lengthOf(rows, order[at] as number);
  while (end < order.length) {
    const time = lengthOf(rows, order[end] as number);
    const positions = (end + 1 - at) * time;
    tokens += time;
    const padding = positions - tokens;
    if (positions > POSITIONS || (positions > LEAST && padding > PADDING * positions)) break;
    end++;
  }
  return end;
}

function expectTexts(texts: readonly string[]): readonly string[] {
  const place = 'SentenceEmbedder.embed: texts';
  if (!Array.isArray(texts)) throw new TypeError(expected(place, 'an array of texts', texts));
  const wrong = texts.findIndex((text) => typeof text !== 'string');
  if (wrong < 0) return texts;
  throw new TypeError(expected(`${place}.${wrong}`, 'a text', texts[wrong]));
}
