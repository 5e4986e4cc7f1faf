import { Embedding, Linear } from '@dl/core';
import { expectPositiveInteger, expectRng, expectTensor, readOptions } from '@dl/core/check';
import { keepArguments, makeVariables } from '@dl/core/extend';
import { Gru } from '@dl/lstm-gru';
import { type Generated, generate, padRows, type StepDecoder } from '@dl/text';
import * as tf from '@tensorflow/tfjs-core';
import { type ConditionedDecoder, stepConditioned } from '../conditioned/conditioned-decoder';
import { decoderInput } from '../conditioned/decoder-input';
import { estimate } from './estimate';
import type { Gaussian } from './gaussian';
import { GaussianHead } from './gaussian-head';
import { between } from './interpolation';
import { type Elbo, negativeElbo } from './negative-elbo';
import { drawn } from './reparameterise';
import {
  readSentenceVae,
  SENTENCE_INTERPOLATE,
  SENTENCE_LIKELIHOOD,
  SENTENCE_LOSS,
  SENTENCE_SAMPLE,
  SENTENCES,
  type SentenceInterpolateOptions,
  type SentenceLikelihoodOptions,
  type SentenceLossOptions,
  type SentenceOptions,
  type SentenceSampleOptions,
  type SentenceVaeOptions,
  WRITE,
  type WriteOptions,
} from './sentence-options';
import { natsOf, posteriorOf } from './sentence-pass';
import { readRows } from './sentence-rows';

/** Where the decoder of a `SentenceVae` stands, a row a sentence. */
export interface SentenceState {
  /** h of the GRU, [rows, hidden] */
  readonly hidden: tf.Tensor2D;
  /** The code, [rows, latent]: seen at each step. */
  readonly z: tf.Tensor2D;
}

/**
 * A variational autoencoder for sentences: a GRU reads one, its last state gives q(z|x), and another GRU writes a sentence from z, which
 * it begins with and sees at each step.
 *
 *     q(z|x) = N(μ, diag σ²) of the encoder's last state
 *     h₀ = tanh(z W + b),  hₜ = GRU([wordₜ₋₁; z], hₜ₋₁)
 *     log p(x|z) = Σₜ log softmax(hₜ U + c) at wordₜ
 *
 * Such a decoder can do without z, and then KL falls to 0 (posterior collapse): word dropout, an annealed β and free bits are against that.
 * A sentence is its ids with `eos` behind them. It is a `StepDecoder` from `initialState(z)`, for `generate` and `beamSearch` of `@dl/text`.
 *
 * Bowman et al.: Generating sentences from a continuous space (2016).
 */
export class SentenceVae implements StepDecoder<SentenceState> {
  /** The name under which a saved model knows it. */
  static readonly className: string = 'SentenceVae';
  /** [vocab, embedding], of encoder and decoder */
  readonly embedding: Embedding;
  readonly encoder: Gru;
  readonly posterior: GaussianHead;
  /** [latent, hidden], with tanh: h₀ of the decoder */
  readonly initial: Linear;
  readonly decoder: Gru;
  /** [hidden, vocab] */
  readonly output: Linear;
  readonly wordDropout: number;
  readonly sos: number;
  readonly eos: number;
  readonly unk: number;

  /** @throws RangeError for an invalid size, or an id outside; TypeError for an invalid option */
  constructor(
    readonly vocabSize: number,
    readonly latentSize: number,
    options: SentenceVaeOptions,
  ) {
    keepArguments(this, SentenceVae, [vocabSize, latentSize, options]);
    const own = readSentenceVae(vocabSize, latentSize, options);
    const { rng, embeddingSize, hiddenSize } = own;
    const made = makeVariables('SentenceVae', () => ({
      embedding: new Embedding(vocabSize, embeddingSize, { rng }),
      encoder: new Gru(embeddingSize, hiddenSize, { rng }),
      posterior: new GaussianHead(hiddenSize, latentSize, { rng }),
      initial: new Linear(latentSize, hiddenSize, { rng, activation: 'tanh' }),
      decoder: new Gru(embeddingSize + latentSize, hiddenSize, { rng }),
      output: new Linear(hiddenSize, vocabSize, { rng }),
    }));
    this.embedding = made.embedding;
    this.encoder = made.encoder;
    this.posterior = made.posterior;
    this.initial = made.initial;
    this.decoder = made.decoder;
    this.output = made.output;
    this.wordDropout = own.wordDropout;
    this.sos = own.sos;
    this.eos = own.eos;
    this.unk = own.unk;
  }

  /**
   * `ids` int32 [batch, time], as `padRows` of `@dl/text` gives them → q(z|x): mean and log variance, each [batch, latent].
   *
   * @throws ShapeError, TypeError, RangeError, Error for ids or lengths that do not fit
   */
  encode(ids: tf.Tensor, options?: SentenceOptions): Gaussian {
    const where = 'SentenceVae.encode';
    const { lengths } = readOptions(where, options, SENTENCES);
    const rows = readRows(where, ids, lengths);
    return tf.tidy(() => posteriorOf(this, rows) as never) as Gaussian;
  }

  /**
   * The loss, −ELBO with β 1, and its parts in nats, means over sentences, with one z drawn for each; with `training` words are dropped.
   *
   * @throws as `encode`; RangeError for an invalid β or free bits
   */
  loss(ids: tf.Tensor, options: SentenceLossOptions): Elbo {
    const where = 'SentenceVae.loss';
    const own = readOptions(where, options, SENTENCE_LOSS);
    const { lengths, rng, training = false, ...weights } = own;
    expectRng(where, rng);
    const rows = readRows(where, ids, lengths);
    return tf.tidy(() => {
      const posterior = posteriorOf(this, rows);
      const z = drawn(posterior, rng);
      const dropout = training ? { share: this.wordDropout, unk: this.unk, rng } : undefined;
      const inputs = decoderInput(rows.ids, this.sos, dropout);
      return negativeElbo(natsOf(this.#writer, z, inputs, rows), posterior, weights) as never;
    }) as Elbo;
  }

  /**
   * log p(x) of each sentence in nats, [batch], estimated from below by importance weighting with `samples` codes.
   *
   * Burda, Grosse, Salakhutdinov: Importance weighted autoencoders (2016).
   *
   * @throws as `encode`
   */
  logLikelihood(ids: tf.Tensor, options: SentenceLikelihoodOptions): tf.Tensor1D {
    const where = 'SentenceVae.logLikelihood';
    const { lengths, ...own } = readOptions(where, options, SENTENCE_LIKELIHOOD);
    const rows = readRows(where, ids, lengths);
    return estimate(where, own, () => {
      const inputs = decoderInput(rows.ids, this.sos);
      return {
        posterior: posteriorOf(this, rows),
        nats: (z) => natsOf(this.#writer, z, inputs, rows),
      };
    });
  }

  /** Where the decoder stands before the first word of `z` float32 [rows, latent]. @throws ShapeError, TypeError, Error */
  initialState(z: tf.Tensor): SentenceState {
    expectTensor('SentenceVae.initialState', 'z', z, ['rows', this.latentSize]);
    return tf.tidy(() => {
      return { hidden: this.initial.forward(z), z: tf.clone(z) } as never;
    }) as SentenceState;
  }

  /** One word for each row, as `StepDecoder` has it: `tokens` int32 [rows] → logits [rows, vocab]. @throws ShapeError, TypeError, Error */
  step(tokens: tf.Tensor1D, state: SentenceState): { logits: tf.Tensor; state: SentenceState } {
    const { hidden, z } = Object(state) as SentenceState;
    return tf.tidy(() => {
      const standing = { hidden, condition: z };
      const next = stepConditioned('SentenceVae.step', this.#writer, tokens, standing, 'z');
      return { logits: next.logits, state: { hidden: next.hidden, z: tf.clone(z) } } as never;
    }) as { logits: tf.Tensor; state: SentenceState };
  }

  /** New sentences: codes from the prior N(0, I), each written out. @throws RangeError, TypeError; as `generate` */
  async sample(count: number, options: SentenceSampleOptions): Promise<Generated[]> {
    const where = 'SentenceVae.sample';
    const { rng, ...how } = readOptions(where, options, SENTENCE_SAMPLE);
    expectPositiveInteger(where, 'count', count, 100_000);
    expectRng(where, rng);
    return this.#write(() => rng.normal([count, this.latentSize]), how);
  }

  /**
   * Sentences, ids with `eos` behind them, written again from the means of their codes.
   *
   * @throws TypeError, RangeError for sentences that do not fit; as `generate`
   */
  async reconstruct(
    sentences: readonly ArrayLike<number>[],
    options?: WriteOptions,
  ): Promise<Generated[]> {
    const how = readOptions('SentenceVae.reconstruct', options, WRITE);
    return this.#write(() => this.#means('SentenceVae.reconstruct', sentences), how);
  }

  /**
   * Sentences on the straight way from the code of one to that of another, both ends among them.
   *
   * @throws as `reconstruct`; RangeError for fewer than two steps
   */
  async interpolate(
    from: ArrayLike<number>,
    to: ArrayLike<number>,
    options?: SentenceInterpolateOptions,
  ): Promise<Generated[]> {
    const where = 'SentenceVae.interpolate';
    const { steps = 8, ...how } = readOptions(where, options, SENTENCE_INTERPOLATE);
    return this.#write(() => {
      const [a, b] = tf.split(this.#means(where, [from, to]), 2) as [tf.Tensor, tf.Tensor];
      return tf.squeeze<tf.Tensor2D>(between(a, b, steps), [0]);
    }, how);
  }

  get #writer(): ConditionedDecoder {
    const { embedding, initial: begin, decoder, output } = this;
    return { embedding, begin, decoder, output };
  }

  #means(where: string, sentences: readonly ArrayLike<number>[]): tf.Tensor2D {
    const { ids, lengths } = padRows(sentences, this.eos);
    return posteriorOf(this, readRows(where, ids, lengths)).mean as tf.Tensor2D;
  }

  async #write(codes: () => tf.Tensor, how: WriteOptions): Promise<Generated[]> {
    const { maxLength = 50, ...rest } = how;
    const state = tf.tidy(() => this.initialState(codes()) as never) as SentenceState;
    const start = new Int32Array(state.z.shape[0]).fill(this.sos);
    try {
      return await generate(this, { state, start, eos: this.eos, maxLength, ...rest });
    } finally {
      tf.dispose([state.hidden, state.z]);
    }
  }
}
