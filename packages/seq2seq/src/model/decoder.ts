import {
  concat,
  type Embedding,
  Linear,
  linear,
  matMul,
  type Rng,
  stack,
  tanh,
  unstack,
} from '@dl/core';
import {
  expectFlag,
  expectPositiveInteger,
  expectRng,
  expectTensor,
  mergeChecks,
  type OptionChecks,
  oneOf,
  readOptions,
} from '@dl/core/check';
import { keepArguments, makeVariables } from '@dl/core/extend';
import type { StepDecoder } from '@dl/text';
import * as tf from '@tensorflow/tfjs-core';
import {
  CODER_OPTIONS,
  type CoderForwardOptions,
  type CoderOptions,
  FORWARD_OPTIONS,
} from './coder-options';
import { type AttentionKind, type DecoderAttention, decoderAttention } from './decoder-attention';
import { type DecoderState, expectState, selectRows } from './decoder-state';
import { type Encoded, readEncoded } from './encoded';
import { type Recurrent, recurrent, stepDropped } from './recurrent';
import { droppedOut, wordEmbedding } from './word-vectors';

export interface DecoderOptions extends CoderOptions {
  /** How it looks back at the sentence that was read. Default `general`. */
  attention?: AttentionKind;
  /** Lets each step see what the last one said: h̃ is a part of the next input (Luong et al. 2015). One step after the other. Default false. */
  inputFeeding?: boolean;
  /** Takes the embedding as the output's weight too, without bias (Press and Wolf 2017). Default false. */
  tied?: boolean;
}

/** How a decoder's options are checked. */
export const DECODER_OPTIONS: OptionChecks<DecoderOptions> = /* @__PURE__ */ mergeChecks(
  CODER_OPTIONS,
  {
    attention: /* @__PURE__ */ oneOf(['dot', 'general', 'additive', 'none']),
    inputFeeding: expectFlag,
    tied: expectFlag,
  },
);

/**
 * Says sentences word by word: recurrent layers that begin from the encoder's last state, and at each step t a look back,
 *
 *     cₜ = Σⱼ aₜⱼ mⱼ,  aₜ = softmax(score(hₜ, m))      h̃ₜ = tanh(W [cₜ, hₜ])      p(yₜ) = softmax(V h̃ₜ + b)
 *
 * Without attention h̃ is h, or tanh(W h) where a tied embedding has another size than h. It is a `StepDecoder` of `@dl/text`: `generate` and `beamSearch` decode with it from `begin(encoded)`.
 *
 * Luong, Pham and Manning, Effective approaches to attention-based neural machine translation, 2015.
 */
export class Decoder implements StepDecoder<DecoderState> {
  /** The name under which a saved model knows it. */
  static readonly className: string = 'Decoder';
  readonly embedding: Embedding;
  readonly layers: Recurrent;
  /** The attention's weights; undefined where it has none. */
  readonly attention: DecoderAttention['layer'];
  /** W, [memory + hidden, readout], without attention [hidden, readout]; undefined where h̃ is h. */
  readonly combine: Linear | undefined;
  /** V and b, [readout, vocabulary]; undefined if tied. */
  readonly output: Linear | undefined;
  readonly inputFeeding: boolean;
  readonly dropout: number;
  readonly #score: DecoderAttention | undefined;
  readonly #readout: number;

  /** @throws RangeError if a size is not a positive integer; TypeError for an invalid option */
  constructor(
    readonly vocabulary: number,
    readonly hidden: number,
    options: DecoderOptions,
  ) {
    keepArguments(this, Decoder, [vocabulary, hidden, options]);
    const where = 'Decoder';
    const own = readOptions(where, options, DECODER_OPTIONS);
    const { rng, cell = 'gru', layers = 1, attention = 'general', tied = false } = own;
    expectPositiveInteger(where, 'vocabulary', vocabulary);
    expectPositiveInteger(where, 'hidden', hidden);
    expectRng(where, rng);
    const { embedding = hidden, inputFeeding = false, dropout = 0 } = own;
    [this.inputFeeding, this.dropout] = [inputFeeding, dropout];
    const readout = tied ? embedding : hidden;
    this.#readout = readout;
    const inSize = embedding + (inputFeeding ? readout : 0);
    const seen = attention === 'none' ? hidden : 2 * hidden;
    const combines = attention !== 'none' || readout !== hidden;
    const made = makeVariables(where, () => ({
      embedding: wordEmbedding(vocabulary, embedding, rng),
      layers: recurrent(cell, inSize, hidden, { rng, layers, dropout }),
      score: decoderAttention(attention, hidden, hidden, rng),
      combine: combines ? new Linear(seen, readout, { rng, bias: false }) : undefined,
      output: tied ? undefined : new Linear(readout, vocabulary, { rng }),
    }));
    ({ embedding: this.embedding, layers: this.layers } = made);
    ({ combine: this.combine, output: this.output } = made);
    this.attention = made.score?.layer;
    this.#score = made.score;
  }

  /** Whether it looks back at the sentence that was read. */
  get attends(): boolean {
    return this.#score !== undefined;
  }

  /** The state before the first word. Its tensors are those of `encoded`, and what attention keeps of the scores, which are the caller's to dispose. */
  begin(encoded: Encoded): DecoderState {
    return this.#begin(readEncoded('Decoder.begin', encoded, this.hidden));
  }

  #begin({ outputs, state, lengths }: Encoded): DecoderState {
    const [batch] = outputs.shape;
    return {
      state,
      memory: this.#score?.remember(outputs),
      lengths,
      rows: Int32Array.from({ length: batch }, (_, i) => i),
      feed: this.inputFeeding ? tf.zeros([batch, this.#readout]) : undefined,
    };
  }

  /**
   * The logits of the word behind each of `ids` int32 [batch, time], where all before it are given (teacher forcing): [batch, time, vocabulary].
   *
   * @param options with `lengths` of `ids`: what follows is padding, and is computed only where it costs nothing
   * @throws ShapeError, TypeError, RangeError, Error for ids that do not fit; RangeError for dropout without `rng` while training
   */
  forward(ids: tf.Tensor, encoded: Encoded, options?: CoderForwardOptions): tf.Tensor3D {
    const where = 'Decoder.forward';
    const { training = false, rng, lengths } = readOptions(where, options, FORWARD_OPTIONS);
    const read = readEncoded(where, encoded, this.hidden);
    expectTensor(where, 'ids', ids, [read.outputs.shape[0], 'time'], 'int32');
    const drops = training && this.dropout > 0;
    if (drops) expectRng(where, rng as Rng);
    return tf.tidy(() => {
      const told = { ...(lengths && { lengths }), ...(drops && { training, rng: rng as Rng }) };
      const { said } = this.#run(ids as tf.Tensor2D, this.#begin(read), told);
      return this.logits(droppedOut(said, this.dropout, told.rng)) as tf.Tensor3D;
    });
  }

  /** Where it looks before it says the word behind each of `ids` [batch, time]: [batch, time, words]. @throws Error without attention */
  look(ids: tf.Tensor, encoded: Encoded): tf.Tensor3D {
    const where = 'Decoder.look';
    const read = readEncoded(where, encoded, this.hidden);
    expectTensor(where, 'ids', ids, [read.outputs.shape[0], 'time'], 'int32');
    if (this.#score === undefined) throw new Error(`${where}: expected attention, got none`);
    const score = this.#score;
    return tf.tidy(() => {
      const begun = this.#begin(read);
      const hidden = this.#run(ids as tf.Tensor2D, begun, {}).hidden;
      return score.look(hidden, begun.memory as never, begun.lengths).weights as tf.Tensor3D;
    });
  }

  /** One step: `tokens` int32 [rows] → logits [rows, vocabulary] of the words behind them, and the next state. */
  step(tokens: tf.Tensor1D, state: DecoderState): { logits: tf.Tensor2D; state: DecoderState } {
    expectState('Decoder.step', tokens, state, this.#readout);
    return tf.tidy(() => {
      const words = this.embedding.forward(tokens) as tf.Tensor2D;
      const next = this.#step(words, state);
      const logits = this.logits(next.said) as tf.Tensor2D;
      return { logits, state: next.state } as never;
    }) as { logits: tf.Tensor2D; state: DecoderState };
  }

  /** The state of these rows; what is looked at is copied only where sentences leave. */
  select(state: DecoderState, rows: Int32Array): DecoderState {
    return selectRows(state, rows);
  }

  /** What follows h̃ [..., readout]: logits [..., vocabulary]. */
  logits(said: tf.Tensor): tf.Tensor {
    if (this.output !== undefined) return this.output.forward(said);
    return matMul(said, this.embedding.weight, { transposeB: true });
  }

  #run(
    ids: tf.Tensor2D,
    begun: DecoderState,
    options: CoderForwardOptions,
  ): { hidden: tf.Tensor3D; said: tf.Tensor3D } {
    const { rng, training = false } = options;
    const words = droppedOut(this.embedding.forward(ids) as tf.Tensor3D, this.dropout, rng);
    if (this.inputFeeding) return this.#fed(words, begun, rng);
    const { lengths } = options;
    const hidden = this.layers.forward(words, {
      ...{ state: begun.state, training, ...(lengths && { lengths }), ...(rng && { rng }) },
    }).outputs;
    return { hidden, said: this.#say(hidden, begun) as tf.Tensor3D };
  }

  /** Word by word, since each step's input holds what the last one said. */
  #fed(
    words: tf.Tensor3D,
    begun: DecoderState,
    rng: Rng | undefined,
  ): { hidden: tf.Tensor3D; said: tf.Tensor3D } {
    const [hidden, said]: [tf.Tensor[], tf.Tensor[]] = [[], []];
    let state = begun;
    for (const word of unstack(words, 1)) {
      const next = this.#step(word as tf.Tensor2D, state, rng);
      hidden.push(next.hidden);
      said.push(next.said);
      ({ state } = next);
    }
    return { hidden: stack(hidden, 1) as tf.Tensor3D, said: stack(said, 1) as tf.Tensor3D };
  }

  #step(
    word: tf.Tensor2D,
    state: DecoderState,
    rng?: Rng,
  ): { hidden: tf.Tensor2D; said: tf.Tensor2D; state: DecoderState } {
    const x = state.feed === undefined ? word : (concat([word, state.feed], 1) as tf.Tensor2D);
    const next =
      rng === undefined
        ? this.layers.step(x, state.state)
        : stepDropped(this.layers, x, state.state, { rate: this.dropout, rng });
    const query = tf.expandDims(next.output, 1);
    const said = tf.squeeze(this.#say(query, state), [1]) as tf.Tensor2D;
    return {
      ...{ hidden: next.output, said },
      state: { ...state, state: next.state, feed: state.feed === undefined ? undefined : said },
    };
  }

  /** h [batch, time, hidden] → h̃ [batch, time, readout]. */
  #say(hidden: tf.Tensor, { memory, lengths }: DecoderState): tf.Tensor {
    if (this.combine === undefined) return hidden;
    if (this.#score === undefined || memory === undefined)
      return tanh(this.combine.forward(hidden));
    const context = this.#score.forward(hidden, memory, lengths);
    return linear(concat([context, hidden], 2), this.combine.weight, { activation: 'tanh' });
  }
}
