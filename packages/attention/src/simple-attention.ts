import { type Initializer, Linear, type Rng } from '@dl/core';
import {
  checkedLater,
  expectFunction,
  expectPositiveInteger,
  expectRng,
  type OptionChecks,
  readOptions,
} from '@dl/core/check';
import { makeVariables } from '@dl/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import { runAttention } from './attend';
import { type Attended, compositeAttention, tidyAttended } from './composite';
import { type Plan, planAttention } from './plan';
import { expectPair } from './sizes';

export interface SimpleAttentionOptions {
  /** Draws the initial weights. */
  rng: Rng;
  /** The width of what the queries look at. Default `size`. */
  memorySize?: number;
  /** Of all weights. Default Xavier's uniform. */
  init?: Initializer;
}

const OPTIONS: OptionChecks<SimpleAttentionOptions> = {
  rng: checkedLater,
  memorySize: expectPositiveInteger,
  init: expectFunction,
};

/**
 * Attention as plain as it can be: one head, four projections without bias, no scale, no mask,
 * y = softmax((x Wq)(m Wk)ᵀ)(m Wv) Wo. For understanding; to train, take `MultiHeadAttention`.
 */
export class SimpleAttention {
  /** Wq [size, size] */
  readonly query: Linear;
  /** Wk [memorySize, size] */
  readonly key: Linear;
  /** Wv [memorySize, size] */
  readonly value: Linear;
  /** Wo [size, size] */
  readonly output: Linear;
  readonly memorySize: number;

  /** @throws RangeError for a size that is no positive integer; TypeError for an invalid option */
  constructor(
    readonly size: number,
    options: SimpleAttentionOptions,
  ) {
    const given = readOptions('SimpleAttention', options, OPTIONS);
    const { rng, memorySize = size, init } = given;
    expectPositiveInteger('SimpleAttention', 'size', size);
    expectPositiveInteger('SimpleAttention', 'memorySize', memorySize);
    this.memorySize = memorySize;
    expectRng('SimpleAttention', rng);
    const own = { rng, bias: false, ...(init && { init }) };
    const made = makeVariables('SimpleAttention', () => ({
      query: new Linear(size, size, own),
      key: new Linear(memorySize, size, own),
      value: new Linear(memorySize, size, own),
      output: new Linear(size, size, own),
    }));
    this.query = made.query;
    this.key = made.key;
    this.value = made.value;
    this.output = made.output;
  }

  /**
   * `x` float32 [batch, query, size] looks at `memory` [batch, key, memorySize] (default itself) → [batch, query, size].
   *
   * @throws ShapeError, TypeError, Error for an x or a memory that does not fit, or is disposed
   */
  forward(x: tf.Tensor, memory: tf.Tensor = x): tf.Tensor3D {
    const plan = this.#plan('SimpleAttention.forward', x, memory);
    return tf.tidy(() => {
      const [q, k, v] = this.#project(x, memory);
      return this.output.forward(runAttention(q, k, v, plan)) as tf.Tensor3D;
    });
  }

  /**
   * `forward` with its weights: output [batch, query, size], weights [batch, query, key].
   *
   * @throws as `forward`
   */
  forwardWithWeights(x: tf.Tensor, memory: tf.Tensor = x): Attended {
    const plan = this.#plan('SimpleAttention.forwardWithWeights', x, memory);
    return tidyAttended(() => {
      const [q, k, v] = this.#project(x, memory);
      const { output, weights } = compositeAttention(q, k, v, plan);
      return { output: this.output.forward(output), weights };
    });
  }

  #project(x: tf.Tensor, memory: tf.Tensor): [tf.Tensor, tf.Tensor, tf.Tensor] {
    return [this.query.forward(x), this.key.forward(memory), this.value.forward(memory)];
  }

  #plan(where: string, x: tf.Tensor, memory: tf.Tensor): Plan {
    const { size } = this;
    return planAttention(where, expectPair(where, x, memory, size, this.memorySize, size), {
      scale: 1,
    });
  }
}
