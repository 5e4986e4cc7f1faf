import { concat, Embedding, Linear, softmaxCrossEntropy } from '@dl/core';
import { expectPositiveInteger, expectRng, expectTensor, readOptions } from '@dl/core/check';
import { keepArguments, makeVariables } from '@dl/core/extend';
import { Gru } from '@dl/lstm-gru';
import { type Generated, generate, padRows, type StepDecoder } from '@dl/text';
import * as tf from '@tensorflow/tfjs-core';
import { estimate } from './estimate';
import { type Gaussian, gaussianLogDensity } from './gaussian';
import { GaussianHead } from './gaussian-head';
import { between } from './interpolation';
import { type Elbo, negativeElbo } from './negative-elbo';
import { reparameterise } from './reparameterise';
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
import { inputsOf, readRows, type SentenceRows, targetsOf } from './sentence-rows';

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
    return tf.tidy(() => this.#encode(rows) as never) as Gaussian;
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
      const posterior = this.#encode(rows);
      const z = reparameterise(posterior.mean, posterior.logVariance, rng);
      const { sos, unk } = this;
      const wordDropout = training ? this.wordDropout : 0;
      const inputs = inputsOf(rows, { sos, unk, wordDropout, rng });
      return negativeElbo(this.#nats(z, inputs, rows), posterior, weights) as never;
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
    const { lengths, rng, samples = 50 } = readOptions(where, options, SENTENCE_LIKELIHOOD);
    expectRng(where, rng);
    const rows = readRows(where, ids, lengths);
    return tf.tidy(() => {
      const posterior = this.#encode(rows);
      const inputs = inputsOf(rows, { sos: this.sos, unk: this.unk, wordDropout: 0 });
      return estimate(samples, () => {
        const z = reparameterise(posterior.mean, posterior.logVariance, rng);
        const ofPrior = tf.sub(gaussianLogDensity(z), gaussianLogDensity(z, posterior));
        return tf.sub(ofPrior, this.#nats(z, inputs, rows));
      });
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
    const where = 'SentenceVae.step';
    expectTensor(where, 'tokens', tokens, ['rows'], 'int32');
    expectTensor(where, 'state.z', state?.z, [tokens.shape[0], this.latentSize]);
    return tf.tidy(() => {
      const x = concat([this.embedding.forward(tokens), state.z], 1);
      const next = this.decoder.step(x, [state.hidden]);
      const logits = this.output.forward(next.output);
      return { logits, state: { hidden: next.state[0], z: tf.clone(state.z) } } as never;
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

  #encode(rows: SentenceRows): Gaussian {
    const { lengths } = rows;
    const words = this.embedding.forward(rows.ids);
    return this.posterior.forward(this.encoder.forward(words, { lengths }).last);
  }

  #means(where: string, sentences: readonly ArrayLike<number>[]): tf.Tensor2D {
    const { ids, lengths } = padRows(sentences, this.eos);
    return this.#encode(readRows(where, ids, lengths)).mean as tf.Tensor2D;
  }

  /** −log p(x|z) in nats, [batch]. */
  #nats(z: tf.Tensor, inputs: tf.Tensor2D, rows: SentenceRows): tf.Tensor1D {
    const { batch, time, lengths } = rows;
    const codes = tf.tile(tf.expandDims(z, 1), [1, time, 1]);
    const words = concat([this.embedding.forward(inputs), codes], 2);
    const state = [this.initial.forward(z) as tf.Tensor2D];
    const logits = this.output.forward(this.decoder.forward(words, { state, lengths }).outputs);
    const losses = softmaxCrossEntropy(logits, targetsOf(rows), { reduction: 'none' });
    return tf.sum(tf.reshape(losses, [batch, time]), 1);
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
