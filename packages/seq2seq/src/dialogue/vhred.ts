import { concat, type Embedding, type Linear, type Rng } from '@dl/core';
import { checkedLater, expectRng, expectTensor, readOptions } from '@dl/core/check';
import { keepArguments, makeVariables } from '@dl/core/extend';
import type { Gru } from '@dl/lstm-gru';
import type { StepDecoder } from '@dl/text';
import * as tf from '@tensorflow/tfjs-core';
import { ESTIMATE_OPTIONS, type EstimateOptions, estimate } from '../vae/estimate';
import type { Gaussian } from '../vae/gaussian';
import { drawn } from '../vae/reparameterise';
import { BagNet } from './bag-of-words';
import { lastContexts, replyContexts } from './context-pass';
import type { DialogueBatch } from './dialogue-batch';
import { expectSizes, makeLayers, seenSize } from './dialogue-net';
import { GaussianNet } from './gaussian-net';
import { layoutWithReplies } from './layout';
import { replyLogits, replyNllOf } from './reply-pass';
import { beginReply, type ReplyState, stepReply } from './reply-state';
import { readLossOptions, turnLoss } from './vhred-loss';
import {
  type TurnElbo,
  VHRED_OPTIONS,
  type VhredLossOptions,
  type VhredOptions,
} from './vhred-options';
import { klOf, turnsOf } from './vhred-pass';

/**
 * An `Hred` with a latent variable for each turn: before a reply is written, z is drawn, which says in one go what kind of reply it will
 * be. The decoder sees it beside the context.
 *
 *     z ~ p(z | c) = N(μ(c), diag σ²(c))            the prior, when it replies
 *     z ~ q(z | c, w) = N(μ(c, u), diag σ²(c, u))   the posterior, when it learns; u is the encoder's state behind the reply w
 *     log p(w | c) ≥ E_q[log p(w | c, z)] − KL(q(z | c, w) ‖ p(z | c))
 *
 * A decoder that is strong enough writes without z, and the KL divergence falls to 0. Against that: a KL weight that rises from 0
 * (`linearKlWeight`, `cyclicalKlWeight`), free bits, word dropout, and `bagOfWords`, which adds Σ −log softmax(bag(c, z))_w to the loss.
 *
 * ```ts
 * const vhred = new Vhred(vocabulary.size, 128, { rng, sos, unk, latentSize: 16 });
 * const loss = vhred.loss(batch, { rng, beta: weight(step), wordDropout: 0.25 });
 * const state = vhred.start(vhred.encode(batch), { rng }); // other replies with another rng
 * ```
 *
 * Serban et al., A hierarchical latent variable encoder-decoder model for generating dialogues, 2017; the bag of words: Zhao, Zhao and
 * Eskenazi, Learning discourse-level diversity for neural dialog models using conditional variational autoencoders, 2017.
 */
export class Vhred implements StepDecoder<ReplyState> {
  /** The name under which a saved model knows it. */
  static readonly className: string = 'Vhred';
  /** [vocabulary, features], of the encoder and the decoder. */
  readonly embedding: Embedding;
  /** Reads an utterance. */
  readonly encoder: Gru;
  /** Reads what the encoder has made of one utterance after the other. */
  readonly context: Gru;
  /** The decoder's first state. */
  readonly begin: Linear;
  readonly decoder: Gru;
  readonly output: Linear;
  /** Of the context: μ and log σ² of p(z | c). */
  readonly priorNet: GaussianNet;
  /** Of the context and the encoded reply: μ and log σ² of q(z | c, w). */
  readonly posteriorNet: GaussianNet;
  /** Of context and z: which words a reply has; undefined without `bagOfWords`. */
  readonly bag: BagNet | undefined;
  /** Whether decoder, prior and posterior see what the encoder made of the last utterance too. */
  readonly directConnection: boolean;
  /** Units of what a reply sees of the dialogue: of the context, and with a direct connection of the encoder. */
  readonly seenSize: number;
  readonly latentSize: number;
  readonly sos: number;
  readonly unk: number | undefined;
  /** How many of the last utterances the context sees; infinite for all. */
  readonly window: number;

  /** @throws RangeError for an invalid size or token; TypeError for an invalid option */
  constructor(
    readonly vocabSize: number,
    readonly hiddenSize: number,
    options: VhredOptions,
  ) {
    keepArguments(this, Vhred, [vocabSize, hiddenSize, options]);
    const own = readOptions('Vhred', options, VHRED_OPTIONS);
    expectSizes('Vhred', vocabSize, hiddenSize, own);
    const { rng, sos, unk, window = Infinity, latentSize = 16 } = own;
    this.directConnection = own.directConnection ?? false;
    this.seenSize = seenSize(hiddenSize, own);
    this.latentSize = latentSize;
    [this.sos, this.unk, this.window] = [sos, unk, window];
    const heads = { rng, latentSize };
    const made = makeVariables('Vhred', () => ({
      ...makeLayers(vocabSize, hiddenSize, own, latentSize),
      priorNet: new GaussianNet(this.seenSize, hiddenSize, heads),
      posteriorNet: new GaussianNet(this.seenSize + hiddenSize, hiddenSize, heads),
      bag: own.bagOfWords
        ? new BagNet(this.seenSize + latentSize, hiddenSize, { rng, vocabSize })
        : undefined,
    }));
    ({ embedding: this.embedding, encoder: this.encoder, context: this.context } = made);
    ({ begin: this.begin, decoder: this.decoder, output: this.output } = made);
    ({ priorNet: this.priorNet, posteriorNet: this.posteriorNet, bag: this.bag } = made);
  }

  /**
   * The logits of every step of every reply, [replies, time, vocabulary], where the tokens before are given (teacher forcing).
   *
   * @param z [replies, latent], one of each reply; default the mean of its prior
   * @throws ShapeError, TypeError, RangeError, Error for a batch or a z that does not fit
   */
  forward(batch: DialogueBatch, z?: tf.Tensor2D): tf.Tensor3D {
    const where = 'Vhred.forward';
    const layout = layoutWithReplies(where, batch);
    if (z !== undefined) expectTensor(where, 'z', z, [layout.replies.length, this.latentSize]);
    return tf.tidy(() => {
      const contexts = replyContexts(this, layout);
      const own = z ?? (this.priorNet.forward(contexts).mean as tf.Tensor2D);
      return replyLogits(this, layout, concat([contexts, own], 1));
    });
  }

  /**
   * The bound on −log p of the replies, per real token in nats, with the KL divergence weighed by `beta` and counted from `freeBits` on:
   * (Σ −log p(w | c, z) + β Σ KL) / tokens; with a bag of words, `bagWeight` times its nats a token more.
   *
   * @throws ShapeError, TypeError, RangeError, Error for a batch or options that do not fit, for word dropout without `unk`, and for
   *   `bagWeight` without `bagOfWords`
   */
  loss(batch: DialogueBatch, options: VhredLossOptions): tf.Scalar {
    const where = 'Vhred.loss';
    const own = readLossOptions(where, this, options);
    const layout = layoutWithReplies(where, batch);
    return tf.tidy(() => turnLoss(this, layout, own));
  }

  /**
   * The two parts of the bound for each reply, in nats, dialogue after dialogue: −log p(w | c, z) of a z that is drawn from the posterior,
   * and the KL divergence, neither weighed nor freed.
   *
   * @throws as `loss`
   */
  elbo(batch: DialogueBatch, options: { readonly rng: Rng }): TurnElbo {
    const where = 'Vhred.elbo';
    const { rng } = readOptions(where, options, { rng: checkedLater });
    expectRng(where, rng);
    const layout = layoutWithReplies(where, batch);
    return tf.tidy(() => {
      const turns = turnsOf(this, layout);
      const condition = concat([turns.contexts, drawn(turns.posterior, rng)], 1);
      return { nll: replyNllOf(this, layout, condition), kl: klOf(turns) } as never;
    }) as TurnElbo;
  }

  /**
   * −log p(reply | context, z) of each reply in nats, [replies], for the `z` [replies, latent] that is given.
   *
   * @throws as `forward`
   */
  replyNll(batch: DialogueBatch, z: tf.Tensor2D): tf.Tensor1D {
    const where = 'Vhred.replyNll';
    const layout = layoutWithReplies(where, batch);
    expectTensor(where, 'z', z, [layout.replies.length, this.latentSize]);
    return tf.tidy(() => {
      const contexts = replyContexts(this, layout);
      return replyNllOf(this, layout, concat([contexts, z], 1));
    });
  }

  /**
   * −log p(reply | context) of each reply in nats, [replies], estimated by importance sampling:
   *
   *     −log (1/k Σ p(w | c, zᵢ) p(zᵢ | c) / q(zᵢ | c, w)),  zᵢ ~ q
   *
   * In expectation it is too high, the less the more samples there are (Burda et al., 2016).
   *
   * @throws as `loss`; RangeError for an invalid number of samples
   */
  estimateNll(batch: DialogueBatch, options: EstimateOptions): tf.Tensor1D {
    const where = 'Vhred.estimateNll';
    const own = readOptions(where, options, ESTIMATE_OPTIONS);
    const layout = layoutWithReplies(where, batch);
    const likelihood = () =>
      estimate(where, own, () => {
        const { contexts, ...turns } = turnsOf(this, layout);
        return { ...turns, nats: (z) => replyNllOf(this, layout, concat([contexts, z], 1)) };
      });
    return tf.tidy(() => tf.neg(likelihood()) as tf.Tensor1D);
  }

  /** KL(q(z | c, w) ‖ p(z | c)) of each reply in nats, [replies]: that of `elbo`, without decoding. @throws as `forward` */
  kl(batch: DialogueBatch): tf.Tensor1D {
    const layout = layoutWithReplies('Vhred.kl', batch);
    return tf.tidy(() => klOf(turnsOf(this, layout)));
  }

  /** p(z | c) of each reply, [replies, latent]. @throws as `forward` */
  prior(batch: DialogueBatch): Gaussian {
    const layout = layoutWithReplies('Vhred.prior', batch);
    return tf.tidy(() => this.priorNet.forward(replyContexts(this, layout)) as never) as Gaussian;
  }

  /** q(z | c, w) of each reply, [replies, latent]. @throws as `forward` */
  posterior(batch: DialogueBatch): Gaussian {
    const layout = layoutWithReplies('Vhred.posterior', batch);
    return tf.tidy(() => turnsOf(this, layout).posterior as never) as Gaussian;
  }

  /**
   * What a reply to the last utterance of each dialogue sees, [dialogues, seenSize]: the context, with a direct connection the encoded utterance behind it.
   *
   * @throws ShapeError, TypeError, RangeError, Error for a batch that does not fit
   */
  encode(batch: DialogueBatch): tf.Tensor2D {
    return lastContexts('Vhred.encode', this, batch);
  }

  /**
   * The state in which replies to these contexts, [rows, seenSize], begin: each with a z of its own, drawn from the prior; without
   * `rng` its mean.
   *
   * @throws ShapeError, TypeError, Error
   */
  start(context: tf.Tensor2D, options?: { readonly rng?: Rng }): ReplyState {
    const where = 'Vhred.start';
    const { rng } = readOptions(where, options, { rng: checkedLater });
    expectTensor(where, 'context', context, ['rows', this.seenSize]);
    if (rng !== undefined) expectRng(where, rng);
    return tf.tidy(() => {
      const prior = this.priorNet.forward(context);
      const z = rng === undefined ? (prior.mean as tf.Tensor2D) : drawn(prior, rng);
      return beginReply(this, concat([context, z], 1)) as never;
    }) as ReplyState;
  }

  /**
   * One step of decoding: `tokens` int32 [rows] → logits [rows, vocabulary] and the next state.
   *
   * @throws ShapeError, TypeError, RangeError, Error for tokens and a state that do not fit
   */
  step(tokens: tf.Tensor1D, state: ReplyState): { logits: tf.Tensor2D; state: ReplyState } {
    return stepReply('Vhred.step', this, tokens, state);
  }
}
