import {
  Dropout,
  Embedding,
  type ForwardOptions,
  Linear,
  linearCrossEntropy,
  matMul,
  normal,
} from '@dl/core';
import {
  expected,
  expectPositiveInteger,
  expectRng,
  expectTensor,
  readLengths,
  readOptions,
} from '@dl/core/check';
import { keepArguments, makeVariables, weightOf } from '@dl/core/extend';
import { type PairBatch, readPairBatch, type StepDecoder } from '@dl/text';
import * as tf from '@tensorflow/tfjs-core';
import { noiseOf } from '../check/noise-options';
import { sinusoids } from '../positions/sinusoids';
import { TransformerDecoder } from '../stack/decoder';
import { TransformerEncoder } from '../stack/encoder';
import {
  ENCODE_OPTIONS,
  type EncodeSourceOptions,
  PAIR_LOSS_OPTIONS,
  type PairLossOptions,
} from './pair-call';
import { TRANSFORMER_OPTIONS, type TransformerOptions } from './pair-options';
import {
  type EncodedSource,
  expectPairState,
  selectPairRows,
  type TransformerState,
} from './pair-state';

/**
 * The Transformer of «Attention is all you need»: an encoder reads a sentence, all positions at once, and a decoder says another, each
 * token looking at those before it and at all that was read:
 *
 *     memory = encoder(E[source] √size + PE),  p(yₜ | y₁ … yₜ₋₁, source) = softmax(decoder(D[y] √size + PE, memory)ₜ₋₁ W)
 *
 * with positions PE of `sinusoids`, or none where `positions` (`rotary()`, `alibi()`) tell attention. Norms stand behind each part as in
 * the paper unless `order` is `pre`, which trains without a long warm-up. It is a `StepDecoder`: `generate` and `beamSearch` of `@dl/text`
 * say the likeliest sentence.
 *
 * ```ts
 * const model = new Transformer(8000, 6000, { layers: 3, heads: 4, size: 256, rng: random(1) });
 * const loss = model.loss(batch, { training: true, rng, labelSmoothing: 0.1 }); // of pairBatch
 * const [[best]] = await beamSearch(model, { state: model.begin(model.encode(ids)), start: [sos], eos, maxLength: 60 });
 * ```
 *
 * Vaswani et al., Attention is all you need, 2017.
 */
export class Transformer implements StepDecoder<TransformerState> {
  /** The name under which a saved model knows it. */
  static readonly className: string = 'Transformer';
  /** E [source vocabulary, size]; that of the target where all is tied. */
  readonly sourceEmbedding: Embedding | undefined;
  /** D [target vocabulary, size] */
  readonly embedding: Embedding;
  readonly encoder: TransformerEncoder;
  readonly decoder: TransformerDecoder;
  /** W [size, target vocabulary]; none where it is D. */
  readonly head: Linear | undefined;
  readonly size: number;
  readonly #drop: Dropout;
  readonly #isTold: boolean;

  /** @throws RangeError for sizes and options that do not fit; TypeError for an invalid option */
  constructor(
    readonly sourceVocabulary: number,
    readonly targetVocabulary: number,
    options: TransformerOptions,
  ) {
    keepArguments(this, Transformer, [sourceVocabulary, targetVocabulary, options]);
    const where = 'Transformer';
    expectPositiveInteger(where, 'sourceVocabulary', sourceVocabulary);
    expectPositiveInteger(where, 'targetVocabulary', targetVocabulary);
    const own = readOptions(where, options, TRANSFORMER_OPTIONS);
    const { size, tied = 'output', decoderLayers = own.layers, ...rest } = own;
    expectPositiveInteger(where, 'size', size);
    expectRng(where, own.rng);
    if (tied === 'all' && sourceVocabulary !== targetVocabulary) {
      const rule = `one vocabulary for tied: 'all'`;
      throw new RangeError(expected(`${where}: targetVocabulary`, rule, targetVocabulary));
    }
    const { order = 'post', activation = 'relu', dropout = 0, positions, rng } = own;
    this.size = size;
    this.#drop = new Dropout(dropout);
    this.#isTold = positions !== undefined;
    const stack = { ...rest, order, activation };
    // Times √size its numbers have a variance of 1, and as an output it keeps the logits small.
    const drawn = { rng, init: normal({ std: 1 / Math.sqrt(size) }) };
    const made = makeVariables(where, () => ({
      sourceEmbedding: tied === 'all' ? undefined : new Embedding(sourceVocabulary, size, drawn),
      embedding: new Embedding(targetVocabulary, size, drawn),
      encoder: new TransformerEncoder(size, stack),
      decoder: new TransformerDecoder(size, { ...stack, layers: decoderLayers, memorySize: size }),
      head: tied === 'none' ? new Linear(size, targetVocabulary, { rng, bias: false }) : undefined,
    }));
    this.sourceEmbedding = made.sourceEmbedding;
    this.embedding = made.embedding;
    this.encoder = made.encoder;
    this.decoder = made.decoder;
    this.head = made.head;
  }

  /**
   * Reads sentences, `source` int32 [batch, time]. What it gives is the caller's to dispose, as is what `begin` gives.
   *
   * @throws ShapeError, RangeError, TypeError, Error for ids and lengths that do not fit; for dropout without `rng` while training
   */
  encode(source: tf.Tensor, options?: EncodeSourceOptions): EncodedSource {
    const where = 'Transformer.encode';
    return this.#encode(where, source, readOptions(where, options, ENCODE_OPTIONS));
  }

  /**
   * The logits of the token behind each of `inputs` int32 [batch, time], which begin with `sos`: [batch, time, target vocabulary].
   *
   * @throws as `encode`
   */
  forward(inputs: tf.Tensor, encoded: EncodedSource, options?: PairLossOptions): tf.Tensor3D {
    const where = 'Transformer.forward';
    const own = readOptions(where, options, PAIR_LOSS_OPTIONS);
    return tf.tidy(() => this.#logits(this.#decode(where, inputs, encoded, own)) as tf.Tensor3D);
  }

  /**
   * The mean cross-entropy a token in nats, of the tokens of the target sentences, their end included:
   * L = −(1/N) Σ log p(yₜ | y₁ … yₜ₋₁, source).
   *
   * @throws ShapeError, RangeError, TypeError, Error for a batch that does not fit; for dropout without `rng` while training
   */
  loss(batch: PairBatch, options?: PairLossOptions): tf.Scalar {
    const where = 'Transformer.loss';
    const own = readOptions(where, options, PAIR_LOSS_OPTIONS);
    const { source, sourceLengths: lengths, inputs, labels } = readPairBatch(where, batch);
    return tf.tidy(() => {
      const encoded = this.#encode(where, source, { ...own, lengths });
      const x = this.#decode(where, inputs, encoded, own);
      const weight = this.head === undefined ? this.embedding.weight : weightOf(this.head);
      const { labelSmoothing = 0 } = own;
      return linearCrossEntropy(x, weight, labels, { transposed: !this.head, labelSmoothing });
    });
  }

  /** The state before the first token of each sentence. @throws ShapeError, TypeError, Error for what `encode` did not give */
  begin(encoded: EncodedSource): TransformerState {
    const { memory, lengths } = this.#read('Transformer.begin', encoded);
    const memories = this.decoder.remember(memory);
    return { caches: [], memories, lengths, sentences: [...lengths.keys()], length: 0 };
  }

  /**
   * One step of decoding: `tokens` int32 [rows] → logits [rows, target vocabulary] and the next state.
   *
   * @throws ShapeError, TypeError, RangeError, Error for tokens and a state that do not fit
   */
  step(
    tokens: tf.Tensor1D,
    state: TransformerState,
  ): { logits: tf.Tensor2D; state: TransformerState } {
    const where = 'Transformer.step';
    expectTensor(where, 'tokens', tokens, ['rows'], 'int32');
    const [rows] = tokens.shape;
    expectPairState(where, state, rows);
    const { caches, memories, lengths, length } = state;
    return tf.tidy(() => {
      const x = this.#embedded(this.embedding, tf.reshape(tokens, [rows, 1]), length, {});
      const made = this.decoder.step(x, {
        ...{ memories, memoryMask: { lengths } },
        caches: length === 0 ? undefined : caches,
      });
      const logits = this.#logits(tf.reshape(made.output, [rows, this.size]));
      return { logits, state: { ...state, caches: made.caches, length: length + 1 } } as never;
    });
  }

  /** The state of these rows, in this order. */
  select(state: TransformerState, rows: Int32Array): TransformerState {
    return tf.tidy(() => selectPairRows(state, rows) as never);
  }

  #encode(where: string, source: tf.Tensor, own: EncodeSourceOptions): EncodedSource {
    expectTensor(where, 'source', source, ['batch', 'time'], 'int32');
    const [batch, time] = source.shape as [number, number];
    const given = own.lengths ?? new Array<number>(batch).fill(time);
    const lengths = [...readLengths(where, given, batch, time)];
    const memory = tf.tidy(() => {
      const embedding = this.sourceEmbedding ?? this.embedding;
      const x = this.#embedded(embedding, source, 0, noiseOf(own, 'source'));
      return this.encoder.forward(x, { mask: { lengths }, ...noiseOf(own, 'encoder') });
    });
    return { memory, lengths };
  }

  #decode(
    where: string,
    inputs: tf.Tensor,
    encoded: EncodedSource,
    own: PairLossOptions,
  ): tf.Tensor {
    const { memory, lengths } = this.#read(where, encoded);
    expectTensor(where, 'inputs', inputs, [lengths.length, 'time'], 'int32');
    const x = this.#embedded(this.embedding, inputs, 0, noiseOf(own, 'target'));
    const told = { memory, memoryMask: { lengths } };
    return this.decoder.forward(x, { ...told, ...noiseOf(own, 'decoder') });
  }

  #read(where: string, encoded: EncodedSource): EncodedSource {
    const { memory, lengths } = Object(encoded) as EncodedSource;
    expectTensor(where, 'encoded.memory', memory, ['batch', 'time', this.size]);
    const [batch, time] = memory.shape;
    return { memory, lengths: [...readLengths(where, lengths, batch, time, 'encoded.lengths')] };
  }

  #embedded(embedding: Embedding, ids: tf.Tensor, first: number, noise: ForwardOptions): tf.Tensor {
    const scaled = tf.mul(embedding.forward(ids), Math.sqrt(this.size));
    const x = this.#isTold
      ? scaled
      : tf.add(scaled, sinusoids(ids.shape[1] as number, this.size, first));
    return this.#drop.forward(x, noise);
  }

  #logits(x: tf.Tensor): tf.Tensor {
    if (this.head !== undefined) return this.head.forward(x);
    return matMul(x, this.embedding.weight, { transposeB: true });
  }
}
