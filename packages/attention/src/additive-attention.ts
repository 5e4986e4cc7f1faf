import {
  expectPositiveInteger,
  expectTensor,
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

/** A memory with the part of its scores that no query changes: what a decoder keeps. They are the caller's to dispose. */
export interface AdditiveMemory {
  /** [batch, key, memorySize] */
  readonly memory: tf.Tensor3D;
  /** m U, [batch, key, hiddenSize] */
  readonly keys: tf.Tensor3D;
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
   * `query` float32 [batch, query, querySize], `memory` [batch, key, memorySize], or what `remember` made of it → the
   * context of each query, [batch, query, memorySize]; 0 for one that sees nothing.
   *
   * @throws ShapeError, TypeError, RangeError, Error for inputs or a mask that do not fit
   */
  forward(
    query: tf.Tensor,
    memory: tf.Tensor | AdditiveMemory,
    options: MemoryOptions = {},
  ): tf.Tensor3D {
    const { sizes, mask } = this.#check('AdditiveAttention.forward', query, memory, options);
    return tf.tidy(() => this.#run(query, memory, mask, sizes).output) as tf.Tensor3D;
  }

  /**
   * `forward` with its weights: output [batch, query, memorySize], weights [batch, query, key].
   *
   * @throws as `forward`
   */
  forwardWithWeights(
    query: tf.Tensor,
    memory: tf.Tensor | AdditiveMemory,
    options: MemoryOptions = {},
  ): Attended {
    const where = 'AdditiveAttention.forwardWithWeights';
    const { sizes, mask } = this.#check(where, query, memory, options);
    return tidyAttended(() => this.#run(query, memory, mask, sizes));
  }

  /**
   * m and m U of a `memory` [batch, key, memorySize], made once for all steps of a decoder.
   *
   * @throws ShapeError, TypeError, Error for a memory that does not fit
   */
  remember(memory: tf.Tensor): AdditiveMemory {
    expectTensor('AdditiveAttention.remember', 'memory', memory, ['batch', 'key', this.memorySize]);
    return {
      memory: tf.clone(memory) as tf.Tensor3D,
      keys: this.memory.forward(memory) as tf.Tensor3D,
    };
  }

  #check(
    where: string,
    query: tf.Tensor,
    memory: tf.Tensor | AdditiveMemory,
    { mask }: MemoryOptions,
  ) {
    const { querySize, memorySize, hiddenSize } = this;
    const own = isRemembered(memory) ? memory.memory : memory;
    const sizes = expectPair(where, query, own, querySize, memorySize, memorySize);
    if (isRemembered(memory)) {
      const shape = [sizes.batch, sizes.keys, hiddenSize];
      expectTensor(where, 'memory.keys', memory.keys, shape);
    }
    return { sizes, mask: expectMask(where, mask, sizes) };
  }

  #run(
    query: tf.Tensor,
    memory: tf.Tensor | AdditiveMemory,
    mask: MaskPlan,
    sizes: Sizes,
  ): Attended {
    const { batch, queries, keys } = sizes;
    const rows = (x: tf.Tensor, width: number) =>
      withoutPadding(tf.reshape(x, [batch, 1, keys, width]), mask);
    const values = rows(isRemembered(memory) ? memory.memory : memory, this.memorySize);
    const ofMemory = isRemembered(memory)
      ? rows(memory.keys, this.hiddenSize)
      : this.memory.forward(values);
    const own = tf.reshape(this.query.forward(query), [batch, queries, 1, this.hiddenSize]);
    const scores = linear(tanh(tf.add(own, ofMemory)), this.score.weight);
    const weights = maskedWeights(tf.reshape(scores, [batch, 1, queries, keys]), mask, sizes);
    return {
      output: tf.reshape(matMul(weights, values), [batch, queries, this.memorySize]),
      weights: tf.reshape(weights, [batch, queries, keys]),
    };
  }
}

function isRemembered(memory: tf.Tensor | AdditiveMemory): memory is AdditiveMemory {
  return typeof memory === 'object' && memory !== null && 'keys' in memory;
}
