import {
  Dropout,
  Embedding,
  type LayerNorm,
  Linear,
  linearCrossEntropy,
  matMul,
  normal,
  type RmsNorm,
  slice,
  tanh,
} from '@dl/core';
import {
  expected,
  expectPositiveInteger,
  expectRng,
  expectTensor,
  readOptions,
} from '@dl/core/check';
import { keepArguments, makeVariables } from '@dl/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import { makeNorm } from '../block/norm';
import { noiseOf } from '../check/noise-options';
import { TransformerEncoder } from '../stack/encoder';
import {
  type BertForwardOptions,
  type BertLossOptions,
  FORWARD_OPTIONS,
  LOSS_OPTIONS,
} from './bert-call';
import { BERT_OPTIONS, type BertOptions } from './bert-options';
import { MaskedHead } from './masked-head';

/** How wide initial weights are drawn, as BERT's. */
const STD = 0.02;

/**
 * An encoder of BERT's form, in which every token sees every other one:
 *
 *     x₀ = norm(E[ids] + P + S[segments]),  xᵢ = blockᵢ(xᵢ₋₁),  p(token) = softmax(norm(gelu(xₙ W + b)) Eᵀ + c)
 *
 * with norms behind each part, unless `order` says otherwise. It learns by saying which tokens `maskTokens` has hidden.
 *
 * ```ts
 * const bert = new Bert(8000, { layers: 4, heads: 4, size: 128, context: 128, rng: random(1) });
 * const { ids, labels, lengths } = maskTokens(rows, { rng, maskId: 4, vocabSize: 8000, special: [0, 1, 2, 3, 4] });
 * const loss = bert.loss(ids, labels, { mask: { lengths } });
 * ```
 *
 * Devlin et al., BERT: Pre-training of deep bidirectional Transformers, 2019.
 */
export class Bert {
  /** The name under which a saved model knows it. */
  static readonly className: string = 'Bert';
  /** E [vocabulary, size] */
  readonly tokens: Embedding;
  /** P [context, size] */
  readonly positions: Embedding;
  /** S [segments, size] */
  readonly segments: Embedding | undefined;
  /** Of the sum of all three. */
  readonly norm: LayerNorm | RmsNorm;
  readonly encoder: TransformerEncoder;
  /** [size, size], with tanh. */
  readonly pooler: Linear | undefined;
  readonly head: MaskedHead | undefined;
  readonly size: number;
  readonly context: number;
  readonly #drop: Dropout;

  /** @throws RangeError for sizes and options that do not fit; TypeError for an invalid option */
  constructor(
    readonly vocabSize: number,
    options: BertOptions,
  ) {
    keepArguments(this, Bert, [vocabSize, options]);
    expectPositiveInteger('Bert', 'vocabSize', vocabSize);
    const own = readOptions('Bert', options, BERT_OPTIONS);
    const { size, context, segments = 2, pooler = false, head = true, ...rest } = own;
    const { rng, norm = 'layer', epsilon = 1e-12, order = 'post', dropout = 0 } = own;
    const { init = normal({ std: STD }) } = own;
    expectPositiveInteger('Bert', 'size', size);
    expectPositiveInteger('Bert', 'context', context);
    expectRng('Bert', rng);
    this.size = size;
    this.context = context;
    this.#drop = new Dropout(dropout);
    const drawn = { rng, init };
    const blocks = { ...rest, order, epsilon, init, maxLength: context };
    const made = makeVariables('Bert', () => ({
      tokens: new Embedding(vocabSize, size, drawn),
      positions: new Embedding(context, size, drawn),
      segments: segments === 0 ? undefined : new Embedding(segments, size, drawn),
      norm: makeNorm(norm, size, epsilon),
      encoder: new TransformerEncoder(size, blocks),
      pooler: pooler ? new Linear(size, size, { ...drawn, activation: tanh }) : undefined,
      head: head ? new MaskedHead(size, vocabSize, { ...drawn, norm, epsilon }) : undefined,
    }));
    this.tokens = made.tokens;
    this.positions = made.positions;
    this.segments = made.segments;
    this.norm = made.norm;
    this.encoder = made.encoder;
    this.pooler = made.pooler;
    this.head = made.head;
  }

  /**
   * The features of each of `ids` int32 [batch, time]: [batch, time, size].
   *
   * @throws ShapeError, RangeError for ids outside of the vocabulary or more than `context` of them, TypeError, Error; for
   *   dropout without `rng` while training
   */
  forward(ids: tf.Tensor, options?: BertForwardOptions): tf.Tensor3D {
    const own = readOptions('Bert.forward', options, FORWARD_OPTIONS);
    return this.#features('Bert.forward', ids, own);
  }

  /**
   * What a whole text says, tanh(x W + b) of its first position: `features` [batch, time, size] of `forward` → [batch, size].
   *
   * @throws ShapeError, TypeError; Error for a model without `pooler`
   */
  pool(features: tf.Tensor): tf.Tensor2D {
    const { pooler, size } = this;
    if (pooler === undefined)
      throw new Error(expected('Bert.pool', 'a model with pooler', 'one without'));
    expectTensor('Bert.pool', 'features', features, ['batch', 'time', size], 'float32');
    return tf.tidy(() => {
      const first = slice(features, [0, 0, 0], [-1, 1, -1]);
      return pooler.forward(tf.reshape(first, [-1, size])) as tf.Tensor2D;
    });
  }

  /**
   * The logits of which token stands at each position: `features` [batch, time, size] of `forward` → [batch, time, vocabulary].
   *
   * @throws ShapeError, TypeError; Error for a model without `head`
   */
  logits(features: tf.Tensor): tf.Tensor3D {
    const head = this.#head('Bert.logits');
    expectTensor('Bert.logits', 'features', features, ['batch', 'time', this.size], 'float32');
    return tf.tidy(() => {
      const x = head.forward(features);
      return tf.add(matMul(x, this.tokens.weight, { transposeB: true }), head.bias) as tf.Tensor3D;
    });
  }

  /**
   * The mean of −log p(label) in nats over `labels` int32 [batch, time] other than `ignoreIndex`: what stood there before it was masked.
   * Logits of a large vocabulary are never kept whole.
   *
   * @throws as `forward`; Error for a model without `head`
   */
  loss(ids: tf.Tensor, labels: tf.Tensor, options?: BertLossOptions): tf.Scalar {
    const head = this.#head('Bert.loss');
    const { ignoreIndex, ...own } = readOptions('Bert.loss', options, LOSS_OPTIONS);
    return tf.tidy(() => {
      const x = head.forward(this.#features('Bert.loss', ids, own));
      return linearCrossEntropy(x, this.tokens.weight, labels, {
        transposed: true,
        bias: head.bias,
        ...(ignoreIndex !== undefined && { ignoreIndex }),
      });
    });
  }

  #features(where: string, ids: tf.Tensor, own: BertForwardOptions): tf.Tensor3D {
    expectTensor(where, 'ids', ids, ['batch', 'time'], 'int32');
    const [batch, time] = ids.shape as [number, number];
    if (time > this.context) {
      const most = `at most ${this.context} positions`;
      throw new RangeError(`${where}: ids: expected ${most}, got ${time}`);
    }
    const { segments, mask } = own;
    if (segments !== undefined && this.segments === undefined) {
      throw new TypeError(
        expected(`${where}: segments`, 'none for a model without them', segments),
      );
    }
    if (segments) expectTensor(where, 'segments', segments, [batch, time], 'int32', true);
    return tf.tidy(() => {
      const places = this.positions.forward(tf.range(0, time, 1, 'int32'));
      let x = tf.add(this.tokens.forward(ids), places);
      // A segment for all is a row for all.
      const kinds = segments ?? tf.zeros([1], 'int32');
      if (this.segments) x = tf.add(x, this.segments.forward(kinds));
      const y = this.#drop.forward(this.norm.forward(x), noiseOf(own, 'embedding'));
      const { training, rng } = own;
      return this.encoder.forward(y, { mask, training, rng });
    });
  }

  #head(where: string): MaskedHead {
    if (this.head !== undefined) return this.head;
    throw new Error(expected(where, 'a model with head', 'one without'));
  }
}
