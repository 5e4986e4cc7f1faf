import type { Embedding, Rng } from '@dl/core';
import {
  expected,
  expectFlag,
  expectFraction,
  expectPositiveInteger,
  expectRng,
  expectTensor,
  mergeChecks,
  type OptionChecks,
  readLengths,
  readOptions,
} from '@dl/core/check';
import { keepArguments, makeVariables } from '@dl/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import {
  CODER_OPTIONS,
  type CoderForwardOptions,
  type CoderOptions,
  FORWARD_OPTIONS,
} from './coder-options';
import type { Encoded } from './encoded';
import { joinDirections, type Recurrent, recurrent } from './recurrent';
import { droppedOut, dropWords, wordEmbedding } from './word-vectors';

export interface EncoderOptions extends CoderOptions {
  /** Reads from both ends, with half of `hidden` a direction. Default true. */
  bidirectional?: boolean;
  /** The share of whole words that is dropped while training. Default 0. */
  wordDropout?: number;
}

/** How an encoder's options are checked. */
export const ENCODER_OPTIONS: OptionChecks<EncoderOptions> = /* @__PURE__ */ mergeChecks(
  CODER_OPTIONS,
  { bidirectional: expectFlag, wordDropout: expectFraction },
);

/**
 * Reads sentences: an embedding and recurrent layers, in both directions side by side unless it is told otherwise.
 *
 * Sutskever, Vinyals and Le, Sequence to sequence learning with neural networks, 2014. Bahdanau, Cho and Bengio, Neural machine translation
 * by jointly learning to align and translate, 2014.
 *
 * @example
 * ```ts
 * const encoder = new Encoder(1000, 64, { rng: random(1) });
 * const { outputs, state } = encoder.forward(tf.tensor2d([[4, 9, 2]], [1, 3], 'int32'));
 * ```
 */
export class Encoder {
  /** The name under which a saved model knows it. */
  static readonly className: string = 'Encoder';
  readonly embedding: Embedding;
  readonly layers: Recurrent;
  readonly bidirectional: boolean;
  readonly dropout: number;
  readonly wordDropout: number;

  /** @throws RangeError if a size is not a positive integer, or `hidden` is odd with both directions; TypeError for an invalid option */
  constructor(
    readonly vocabulary: number,
    readonly hidden: number,
    options: EncoderOptions,
  ) {
    keepArguments(this, Encoder, [vocabulary, hidden, options]);
    const where = 'Encoder';
    const own = readOptions(where, options, ENCODER_OPTIONS);
    const { rng, cell = 'gru', layers = 1, bidirectional = true } = own;
    expectPositiveInteger(where, 'vocabulary', vocabulary);
    expectPositiveInteger(where, 'hidden', hidden);
    expectRng(where, rng);
    if (bidirectional && hidden % 2 !== 0) {
      throw new RangeError(
        expected(`${where}: hidden`, 'an even number for both directions', hidden),
      );
    }
    const { embedding = hidden, dropout: rate = 0, wordDropout = 0 } = own;
    [this.bidirectional, this.dropout, this.wordDropout] = [bidirectional, rate, wordDropout];
    const made = makeVariables(where, () => ({
      embedding: wordEmbedding(vocabulary, embedding, rng),
      layers: recurrent(cell, embedding, bidirectional ? hidden / 2 : hidden, {
        ...{ rng, layers, bidirectional, dropout: rate },
      }),
    }));
    this.embedding = made.embedding;
    this.layers = made.layers;
  }

  /**
   * `ids` int32 [batch, time] → what was read.
   *
   * @throws ShapeError, TypeError, RangeError, Error for ids or lengths that do not fit; RangeError for dropout without `rng` while training
   */
  forward(ids: tf.Tensor, options?: CoderForwardOptions): Encoded {
    const where = 'Encoder.forward';
    const { training = false, rng, ...own } = readOptions(where, options, FORWARD_OPTIONS);
    expectTensor(where, 'ids', ids, ['batch', 'time'], 'int32');
    const [batch, time] = ids.shape as [number, number];
    const lengths =
      own.lengths === undefined
        ? new Int32Array(batch).fill(time)
        : readLengths(where, own.lengths, batch, time);
    const drops = training && (this.dropout > 0 || this.wordDropout > 0);
    if (drops) expectRng(where, rng as Rng);
    const run = tf.tidy(() => {
      let words = this.embedding.forward(ids) as tf.Tensor3D;
      if (drops && this.wordDropout > 0) words = dropWords(words, this.wordDropout, rng as Rng);
      words = droppedOut(words, this.dropout, drops ? rng : undefined);
      const told = { lengths, training: drops, ...(drops && { rng }) };
      const { outputs, state } = this.layers.forward(words, told);
      return {
        outputs: droppedOut(outputs, this.dropout, drops ? rng : undefined),
        state: this.bidirectional ? joinDirections(state) : state,
      } as never;
    }) as Pick<Encoded, 'outputs' | 'state'>;
    return { ...run, lengths };
  }
}
