import { Embedding, type Lengths, Linear, normal } from '@dl/core';
import {
  expected,
  expectPositiveInteger,
  expectRng,
  expectTensor,
  readLengths,
  readOptions,
} from '@dl/core/check';
import { keepArguments, makeVariables } from '@dl/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import { TransformerBlock } from '../block/transformer-block';
import { SENTENCE_ENCODER_OPTIONS, type SentenceEncoderOptions } from './sentence-encoder-options';
import { timingSignal } from './timing-signal';
import { EPSILON, WideningBlock } from './widening-block';

/** A vector shorter than the root of this is not made longer. */
const LEAST = 1e-12;

/**
 * The network of Universal Sentence Encoder lite: a Transformer encoder reads the tokens of a text, their mean goes through one more
 * layer, and what comes out has length 1, so that the product of two of them is their cosine:
 *
 *     x = blocks(E[ids] + P),  y = tanh(mean(x) W + b),  y / ‖y‖
 *
 * The first block makes vectors wider. `loadSentenceEncoder` gives it with its published weights; made anew it can be trained.
 *
 * Cer et al., Universal Sentence Encoder, 2018.
 */
export class SentenceEncoder {
  /** The name under which a saved model knows it. */
  static readonly className: string = 'SentenceEncoder';
  /** E [vocabulary, tokenSize] */
  readonly embedding: Embedding;
  /** Of tokenSize into size. */
  readonly first: WideningBlock;
  /** Those behind it. */
  readonly blocks: readonly TransformerBlock[];
  /** W [size, outputSize], b */
  readonly output: Linear;
  readonly tokenSize: number;
  readonly outputSize: number;
  readonly maxLength: number;

  /** @throws RangeError for sizes and options that do not fit; TypeError for an invalid option */
  constructor(
    readonly vocabSize: number,
    options: SentenceEncoderOptions,
  ) {
    const where = 'SentenceEncoder';
    keepArguments(this, SentenceEncoder, [vocabSize, options]);
    expectPositiveInteger(where, 'vocabSize', vocabSize);
    const own = readOptions(where, options, SENTENCE_ENCODER_OPTIONS);
    const { rng, tokenSize = 256, size = 512, heads = 4, hidden = 1536, layers = 2 } = own;
    const { outputSize = 512, maxLength = 128, init } = own;
    expectRng(where, rng);
    for (const [name, width] of Object.entries({ tokenSize, size })) {
      if (width % heads === 0 && (name === 'size' || width % 2 === 0)) continue;
      const rule = `${name === 'size' ? 'a' : 'an even'} multiple of ${heads} heads`;
      throw new RangeError(expected(`${where}: ${name}`, rule, width));
    }
    this.tokenSize = tokenSize;
    this.outputSize = outputSize;
    this.maxLength = maxLength;
    const sizes = { heads, hidden, rng, init };
    const block = { ...sizes, activation: 'relu', epsilon: EPSILON } as const;
    const made = makeVariables(where, () => ({
      embedding: new Embedding(vocabSize, tokenSize, {
        rng,
        init: init ?? normal({ std: 1 / Math.sqrt(tokenSize) }),
      }),
      first: new WideningBlock(tokenSize, size, sizes),
      blocks: Array.from({ length: layers - 1 }, () => new TransformerBlock(size, block)),
      output: new Linear(size, outputSize, { rng, activation: 'tanh', ...(init && { init }) }),
    }));
    this.embedding = made.embedding;
    this.first = made.first;
    this.blocks = made.blocks;
    this.output = made.output;
  }

  /**
   * `ids` int32 [batch, time], of each row the first `lengths` → float32 [batch, outputSize], each of length 1. A row of length 0 gives
   * what no text gives: the direction of tanh(b).
   *
   * @throws ShapeError, RangeError, TypeError, Error for ids and lengths that do not fit
   */
  forward(ids: tf.Tensor, lengths: Lengths): tf.Tensor2D {
    const where = 'SentenceEncoder.forward';
    expectTensor(where, 'ids', ids, ['batch', 'time'], 'int32', 'batch');
    const [batch, time] = ids.shape as [number, number];
    if (time > this.maxLength || time === 0) {
      throw new RangeError(
        expected(`${where}: ids`, `from 1 to ${this.maxLength} tokens a row`, ids.shape),
      );
    }
    const counts = readLengths(where, lengths, batch, time);
    return tf.tidy(() => {
      const vectors = this.embedding.forward(ids) as tf.Tensor3D;
      let x = this.first.forward(tf.add(vectors, timingSignal(time, this.tokenSize)), counts);
      for (const block of this.blocks) x = block.forward(x, { mask: { lengths: counts } });
      const mean = tf.squeeze(tf.matMul(shares(counts, time), x), [1]);
      const y = this.output.forward(mean as tf.Tensor2D);
      const square = tf.sum(tf.mul(y, y), 1, true);
      return tf.div(y, tf.sqrt(tf.maximum(square, LEAST)));
    });
  }
}

/** What each position is of its row's mean, [batch, 1, time]: 1 / length, and 0 behind it. */
function shares(counts: Int32Array, time: number): tf.Tensor3D {
  const values = new Float32Array(counts.length * time);
  for (const [row, count] of counts.entries()) {
    values.fill(1 / count, row * time, row * time + count);
  }
  return tf.tensor3d(values, [counts.length, 1, time]);
}
