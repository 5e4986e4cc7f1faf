import {
  expectPositiveInteger,
  type Initializer,
  Linear,
  linear,
  matMul,
  type Rng,
  tanh,
} from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { expectMask } from './check';
import { type Attended, maskedWeights, tidyAttended, withoutPadding } from './composite';
import type { MemoryOptions } from './general-attention';
import type { MaskPlan } from './mask';
import { expectPair, type Sizes } from './sizes';

export interface AdditiveAttentionOptions {
  /** Draws the initial weights. */
  rng: Rng;
  /** Between query and score. Default `querySize`. */
  hiddenSize?: number;
  /** Of all weights. Default Xavier's uniform. */
  init?: Initializer;
}

/**
 * Bahdanau's additive attention: score(q, m) = vᵀ tanh(q W + m U), context = softmax(score) m. It holds
 * [batch, query, key, hidden] while it runs: for decoders, which have one query at a time.
 *
 * Bahdanau, Cho and Bengio, Neural machine translation by jointly learning to align and translate, 2014.
 */
export class AdditiveAttention {
  /** W [querySize, hiddenSize], without bias */
  readonly query: Linear;
  /** U [memorySize, hiddenSize], without bias */
  readonly memory: Linear;
  /** v [hiddenSize, 1], without bias */
  readonly score: Linear;
  readonly hiddenSize: number;

  /** @throws RangeError for a size that is no positive integer */
  constructor(
    readonly querySize: number,
    readonly memorySize: number,
    { rng, hiddenSize = querySize, init }: AdditiveAttentionOptions,
  ) {
    expectPositiveInteger('AdditiveAttention', 'querySize', querySize);
    expectPositiveInteger('AdditiveAttention', 'memorySize', memorySize);
    expectPositiveInteger('AdditiveAttention', 'hiddenSize', hiddenSize);
    this.hiddenSize = hiddenSize;
    const options = { rng, bias: false, ...(init && { init }) };
    this.query = new Linear(querySize, hiddenSize, options);
    this.memory = new Linear(memorySize, hiddenSize, options);
    this.score = new Linear(hiddenSize, 1, options);
  }

  /**
   * `query` float32 [batch, query, querySize], `memory` [batch, key, memorySize] → the context of each query,
   * [batch, query, memorySize]; 0 for one that sees nothing.
   *
   * @throws ShapeError, TypeError, RangeError, Error for inputs or a mask that do not fit
   */
  forward(query: tf.Tensor, memory: tf.Tensor, options: MemoryOptions = {}): tf.Tensor3D {
    const { sizes, mask } = this.#check('AdditiveAttention.forward', query, memory, options);
    return tf.tidy(() => this.#run(query, memory, mask, sizes).output) as tf.Tensor3D;
  }

  /**
   * `forward` with its weights: output [batch, query, memorySize], weights [batch, query, key].
   *
   * @throws as `forward`
   */
  forwardWithWeights(query: tf.Tensor, memory: tf.Tensor, options: MemoryOptions = {}): Attended {
    const where = 'AdditiveAttention.forwardWithWeights';
    const { sizes, mask } = this.#check(where, query, memory, options);
    return tidyAttended(() => this.#run(query, memory, mask, sizes));
  }

  #check(where: string, query: tf.Tensor, memory: tf.Tensor, { mask }: MemoryOptions) {
    const { querySize, memorySize } = this;
    const sizes = expectPair(where, query, memory, querySize, memorySize, memorySize);
    return { sizes, mask: expectMask(where, mask, sizes) };
  }

  #run(query: tf.Tensor, memory: tf.Tensor, mask: MaskPlan, sizes: Sizes): Attended {
    const { batch, queries, keys } = sizes;
    const values = withoutPadding(tf.reshape(memory, [batch, 1, keys, this.memorySize]), mask);
    const own = tf.reshape(this.query.forward(query), [batch, queries, 1, this.hiddenSize]);
    const scores = linear(tanh(tf.add(own, this.memory.forward(values))), this.score.weight);
    const weights = maskedWeights(tf.reshape(scores, [batch, 1, queries, keys]), mask, sizes);
    return {
      output: tf.reshape(matMul(weights, values), [batch, queries, this.memorySize]),
      weights: tf.reshape(weights, [batch, queries, keys]),
    };
  }
}
