import type { Embedding, Linear } from '@dl/core';
import { expectTensor, readOptions } from '@dl/core/check';
import { keepArguments, makeVariables } from '@dl/core/extend';
import type { Gru } from '@dl/lstm-gru';
import type { StepDecoder } from '@dl/text';
import * as tf from '@tensorflow/tfjs-core';
import { lastContexts, replyContexts } from './context-pass';
import type { DialogueBatch } from './dialogue-batch';
import { expectSizes, makeLayers, seenSize } from './dialogue-net';
import { DIALOGUE_OPTIONS, type DialogueOptions } from './dialogue-options';
import { layoutWithReplies } from './layout';
import { type DialogueLossOptions, LOSS_OPTIONS, wordDropoutOf } from './loss-options';
import { replyLogits, replyNllOf, tokenNll } from './reply-pass';
import { beginReply, type ReplyState, stepReply } from './reply-state';

/** What an `Hred` is told. */
export type HredOptions = DialogueOptions;

/**
 * The hierarchical recurrent encoder–decoder: one network reads the tokens of an utterance, a second one the utterances of the dialogue,
 * and a third one writes the reply from what the second has seen:
 *
 *     uₘ = encoder(wₘ)                                       the state behind utterance m
 *     cₘ = context(cₘ₋₁, uₘ)                                 the state behind the dialogue so far
 *     d₀ = tanh(cₘ W + b),  dₜ = decoder(dₜ₋₁, [E wₜ₋₁, cₘ])  the reply, from its first token on
 *     p(wₜ | w₁ … wₜ₋₁, cₘ) = softmax(dₜ V + a)
 *
 * All three are GRUs. With `directConnection` the reply sees [cₘ, uₘ] in the place of cₘ. It is a `StepDecoder`: `generate` and `beamSearch` of `@dl/text` write replies by it.
 *
 * ```ts
 * const hred = new Hred(vocabulary.size, 128, { rng, sos });
 * const batch = dialogueBatch(dialogues, { eos });
 * const loss = hred.loss(batch);
 * const state = hred.start(hred.encode(batch)); // replies to the last utterance of each dialogue
 * const replies = await generate(hred, { state, start: batch.turns.map(() => sos), eos, maxLength: 30 });
 * ```
 *
 * Sordoni et al., A hierarchical recurrent encoder-decoder for generative context-aware query suggestion, 2015; Serban et al., Building
 * end-to-end dialogue systems using generative hierarchical neural network models, 2016.
 */
export class Hred implements StepDecoder<ReplyState> {
  /** The name under which a saved model knows it. */
  static readonly className: string = 'Hred';
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
  /** Whether the decoder sees what the encoder made of the last utterance too. */
  readonly directConnection: boolean;
  /** Units of what a reply sees of the dialogue: of the context, and with a direct connection of the encoder. */
  readonly seenSize: number;
  readonly sos: number;
  readonly unk: number | undefined;
  /** How many of the last utterances the context sees; infinite for all. */
  readonly window: number;

  /** @throws RangeError for an invalid size or token; TypeError for an invalid option */
  constructor(
    readonly vocabSize: number,
    readonly hiddenSize: number,
    options: HredOptions,
  ) {
    keepArguments(this, Hred, [vocabSize, hiddenSize, options]);
    const own = readOptions('Hred', options, DIALOGUE_OPTIONS);
    expectSizes('Hred', vocabSize, hiddenSize, own);
    this.directConnection = own.directConnection ?? false;
    this.seenSize = seenSize(hiddenSize, own);
    this.sos = own.sos;
    this.unk = own.unk;
    this.window = own.window ?? Infinity;
    const made = makeVariables('Hred', () => makeLayers(vocabSize, hiddenSize, own));
    ({ embedding: this.embedding, encoder: this.encoder, context: this.context } = made);
    ({ begin: this.begin, decoder: this.decoder, output: this.output } = made);
  }

  /**
   * The logits of every step of every reply, [replies, time, vocabulary], where the tokens before are given (teacher forcing). Every
   * utterance but the first of its dialogue is a reply; behind a reply's length its logits say nothing.
   *
   * @throws ShapeError, TypeError, RangeError, Error for a batch that does not fit, or has no reply
   */
  forward(batch: DialogueBatch): tf.Tensor3D {
    const layout = layoutWithReplies('Hred.forward', batch);
    return tf.tidy(() => replyLogits(this, layout, replyContexts(this, layout)));
  }

  /**
   * The mean of −log p(token) over the real tokens of all replies, their ends included, in nats.
   *
   * @throws as `forward`; for word dropout without `rng` or `unk`
   */
  loss(batch: DialogueBatch, options?: DialogueLossOptions): tf.Scalar {
    const where = 'Hred.loss';
    const own = readOptions(where, options, LOSS_OPTIONS);
    const dropout = wordDropoutOf(where, own, this.unk);
    const layout = layoutWithReplies(where, batch);
    return tf.tidy(() => {
      const { nll } = tokenNll(this, layout, replyContexts(this, layout, own.window), dropout);
      return tf.mean(nll) as tf.Scalar;
    });
  }

  /** −log p(reply) of each reply in nats, [replies], dialogue after dialogue. @throws as `forward` */
  replyNll(batch: DialogueBatch): tf.Tensor1D {
    const layout = layoutWithReplies('Hred.replyNll', batch);
    return tf.tidy(() => replyNllOf(this, layout, replyContexts(this, layout)));
  }

  /**
   * What a reply to the last utterance of each dialogue sees, [dialogues, seenSize]: the context, with a direct connection the encoded utterance behind it.
   *
   * @throws ShapeError, TypeError, RangeError, Error for a batch that does not fit
   */
  encode(batch: DialogueBatch): tf.Tensor2D {
    return lastContexts('Hred.encode', this, batch);
  }

  /** The state in which replies to these contexts, [rows, seenSize], begin. @throws ShapeError, TypeError, Error */
  start(context: tf.Tensor2D): ReplyState {
    expectTensor('Hred.start', 'context', context, ['rows', this.seenSize]);
    return beginReply(this, context);
  }

  /**
   * One step of decoding: `tokens` int32 [rows] → logits [rows, vocabulary] and the next state.
   *
   * @throws ShapeError, TypeError, RangeError, Error for tokens and a state that do not fit
   */
  step(tokens: tf.Tensor1D, state: ReplyState): { logits: tf.Tensor2D; state: ReplyState } {
    return stepReply('Hred.step', this, tokens, state);
  }
}
