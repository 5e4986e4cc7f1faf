import { nllLoss, type Rng } from '@dl/core';
import {
  checkedLater,
  expected,
  expectInteger,
  expectPositiveInteger,
  expectRng,
  type OptionChecks,
  readOptions,
} from '@dl/core/check';
import { keepArguments, makeVariables } from '@dl/core/extend';
import { generate } from '@dl/text';
import * as tf from '@tensorflow/tfjs-core';
import { shareOption } from '../check/option-checks';
import { EOS, givenWords, SOS } from './own-words';
import { SimpleDecoder, SimpleEncoder } from './simple-coders';

export interface SimpleSeq2SeqOptions {
  /** Draws the initial weights. */
  rng: Rng;
  /** Features of a word. Default 256. */
  embedding?: number;
  /** Features of the state. Default 256. */
  hidden?: number;
}

export interface SimpleLossOptions {
  /** Draws at which steps the decoder hears its own word. */
  rng: Rng;
  /** How often it hears the true one. Default 0.5. */
  teacherForcing?: number;
}

const OPTIONS: OptionChecks<SimpleSeq2SeqOptions> = {
  rng: checkedLater,
  embedding: expectPositiveInteger,
  hidden: expectPositiveInteger,
};

const LOSS_OPTIONS: OptionChecks<SimpleLossOptions> = {
  rng: checkedLater,
  teacherForcing: shareOption,
};

/**
 * The plain model that sequence-to-sequence tutorials begin with: a GRU reads a sentence, another says its translation from the last state,
 * one sentence at a time. Between two steps the decoder hears the true word or, as often as not, its own, and a sentence ends with EOS.
 *
 * To learn from, and to compare with: `Seq2Seq` has batches, both directions and attention.
 */
export class SimpleSeq2Seq {
  /** The name under which a saved model knows it. */
  static readonly className: string = 'SimpleSeq2Seq';
  readonly encoder: SimpleEncoder;
  readonly decoder: SimpleDecoder;

  /** @throws RangeError if a size is not a positive integer; TypeError for an invalid option */
  constructor(
    readonly inputSize: number,
    readonly outputSize: number,
    options: SimpleSeq2SeqOptions,
  ) {
    keepArguments(this, SimpleSeq2Seq, [inputSize, outputSize, options]);
    const where = 'SimpleSeq2Seq';
    const { rng, embedding = 256, hidden = 256 } = readOptions(where, options, OPTIONS);
    expectPositiveInteger(where, 'inputSize', inputSize);
    expectPositiveInteger(where, 'outputSize', outputSize);
    expectRng(where, rng);
    const made = makeVariables(where, () => ({
      encoder: new SimpleEncoder(inputSize, embedding, hidden, { rng }),
      decoder: new SimpleDecoder(hidden, embedding, outputSize, { rng }),
    }));
    this.encoder = made.encoder;
    this.decoder = made.decoder;
  }

  /**
   * Σ −log p of the words of `target` at the steps that were taken, in nats. Both sentences are ids with EOS behind them, as `Lang.ids`
   * gives them.
   *
   * @throws TypeError, RangeError if a sentence is not a list of known ids, is empty, or a target that does not end with EOS
   */
  loss(
    source: readonly number[],
    target: readonly number[],
    options: SimpleLossOptions,
  ): tf.Scalar {
    const where = 'SimpleSeq2Seq.loss';
    const { rng, teacherForcing = 0.5 } = readOptions(where, options, LOSS_OPTIONS);
    expectRng(where, rng);
    expectSentence(where, 'source', source, this.inputSize);
    expectSentence(where, 'target', target, this.outputSize);
    return tf.tidy(() => {
      const hidden = this.encoder.forward(rowOf(source));
      const { inputs, alive } = givenWords(this.decoder, hidden, target, { teacherForcing, rng });
      const { output } = this.decoder.forward(inputs, hidden);
      const losses = nllLoss(output, rowOf(target), { reduction: 'none' });
      return tf.sum(tf.mul(losses, alive)) as tf.Scalar;
    });
  }

  /** The likeliest words one by one, without EOS. @throws TypeError, RangeError if the sentence is not a list of known ids, or the length is invalid */
  async translate(source: readonly number[], maxLength = 30): Promise<number[]> {
    const where = 'SimpleSeq2Seq.translate';
    expectSentence(where, 'source', source, this.inputSize);
    expectPositiveInteger(where, 'maxLength', maxLength);
    const state = tf.tidy(() => this.encoder.forward(rowOf(source)));
    try {
      const told = { state, start: [SOS as number], maxLength, eos: EOS as number };
      const [said] = await generate(this.decoder, told);
      return said?.tokens ?? [];
    } finally {
      state.dispose();
    }
  }
}

const rowOf = (ids: readonly number[]) => tf.tensor2d([...ids], [1, ids.length], 'int32');

function expectSentence(where: string, name: string, ids: unknown, size: number): void {
  if (!Array.isArray(ids) || ids.length === 0) {
    throw new TypeError(expected(`${where}: ${name}`, 'an array with an id or more', ids));
  }
  for (const [i, id] of ids.entries()) expectInteger(where, `${name}.${i}`, id, 0, size - 1);
  if (ids.at(-1) === EOS) return;
  throw new RangeError(expected(`${where}: ${name}`, `${EOS} (EOS) at its end`, ids.at(-1)));
}
