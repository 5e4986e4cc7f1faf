import { type Rng, softmaxCrossEntropy } from '@dl/core';
import {
  expectFlag,
  expectFraction,
  expectRng,
  mergeChecks,
  type OptionChecks,
  readOptions,
} from '@dl/core/check';
import { keepArguments, makeVariables } from '@dl/core/extend';
import { type PairBatch, readPairBatch } from '@dl/text';
import * as tf from '@tensorflow/tfjs-core';
import { defined } from '../check/defined';
import { rngOption, shareOption } from '../check/option-checks';
import { DECODER_OPTIONS, Decoder, type DecoderOptions } from './decoder';
import { ENCODER_OPTIONS, Encoder, type EncoderOptions } from './encoder';
import { scheduledInputs } from './scheduled-inputs';

/** Those of the encoder and of the decoder; what both have is for both. */
export interface Seq2SeqOptions extends EncoderOptions, DecoderOptions {}

/** How they are checked. */
export const SEQ2SEQ_OPTIONS: OptionChecks<Seq2SeqOptions> = /* @__PURE__ */ mergeChecks(
  ENCODER_OPTIONS,
  DECODER_OPTIONS,
);

/** How a batch is learnt from. */
export interface Seq2SeqLossOptions {
  /** With dropout. Default false. */
  training?: boolean;
  /** Draws what is dropped, and which words are the decoder's own; needed for either. */
  rng?: Rng;
  /** ε, in [0, 1). Default 0. */
  labelSmoothing?: number;
  /** How often a word of the decoder's input is the true one rather than its own; under 1 is scheduled sampling. Default 1. */
  teacherForcing?: number;
}

const LOSS_OPTIONS: OptionChecks<Seq2SeqLossOptions> = {
  training: expectFlag,
  rng: rngOption,
  labelSmoothing: expectFraction,
  teacherForcing: shareOption,
};

/**
 * An encoder and a decoder, trained together on pairs of sentences.
 *
 * ```ts
 * const model = new Seq2Seq(8000, 6000, 256, { rng: random(1), attention: 'general' });
 * const loss = model.loss(batch, { training: true, rng });
 * ```
 */
export class Seq2Seq {
  /** The name under which a saved model knows it. */
  static readonly className: string = 'Seq2Seq';
  readonly encoder: Encoder;
  readonly decoder: Decoder;

  /** @throws RangeError if a size is not a positive integer; TypeError for an invalid option */
  constructor(
    readonly sourceVocabulary: number,
    readonly targetVocabulary: number,
    readonly hidden: number,
    options: Seq2SeqOptions,
  ) {
    keepArguments(this, Seq2Seq, [sourceVocabulary, targetVocabulary, hidden, options]);
    const own = readOptions('Seq2Seq', options, SEQ2SEQ_OPTIONS);
    const { bidirectional, wordDropout, attention, inputFeeding, tied, ...both } = own;
    const forEncoder = defined({ bidirectional, wordDropout });
    const forDecoder = defined({ attention, inputFeeding, tied });
    const made = makeVariables('Seq2Seq', () => ({
      encoder: new Encoder(sourceVocabulary, hidden, { ...both, ...forEncoder }),
      decoder: new Decoder(targetVocabulary, hidden, { ...both, ...forDecoder }),
    }));
    this.encoder = made.encoder;
    this.decoder = made.decoder;
  }

  /**
   * The mean cross-entropy a word in nats, of the words of the sentences, their end included:
   * L = −(1/N) Σ log p(yₜ | y₁ … yₜ₋₁, source).
   *
   * @throws RangeError, TypeError, ShapeError for a batch that does not fit, or dropout or scheduled sampling without `rng`
   */
  loss(batch: PairBatch, options?: Seq2SeqLossOptions): tf.Scalar {
    const where = 'Seq2Seq.loss';
    const own = readOptions(where, options, LOSS_OPTIONS);
    const { training = false, rng, labelSmoothing = 0, teacherForcing = 1 } = own;
    if (teacherForcing < 1) expectRng(where, rng as Rng);
    const {
      source,
      sourceLengths,
      inputs: given,
      labels,
      targetLengths,
    } = readPairBatch(where, batch);
    return tf.tidy(() => {
      const told = { training, ...(rng && { rng }) };
      const encoded = this.encoder.forward(source, { ...told, lengths: sourceLengths });
      const inputs =
        teacherForcing === 1
          ? given
          : scheduledInputs(this.decoder, given, encoded, {
              teacherForcing,
              rng: rng as Rng,
            });
      const logits = this.decoder.forward(inputs, encoded, {
        ...told,
        lengths: targetLengths,
      });
      return softmaxCrossEntropy(logits, labels, { labelSmoothing });
    });
  }
}
