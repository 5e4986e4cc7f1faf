import { type Initializer, Linear, type Rng } from '@dl/core';
import {
  checkedLater,
  expectFunction,
  expectPositiveInteger,
  expectRng,
  type OptionChecks,
  readOptions,
} from '@dl/core/check';
import { keepArguments, makeVariables } from '@dl/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import { runAttention } from './attend';
import { type Attended, compositeAttention, tidyAttended } from './composite';
import { MEMORY_OPTIONS, type MemoryOptions } from './memory-options';
import { planAttention } from './plan';
import { seenRows } from './seen-rows';
import { expectQueries } from './sizes';

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
 * Attention as plain as it can be: one head, four projections without bias, no scale,
 * y = softmax((x Wq)(m Wk)ᵀ)(m Wv) Wo. For understanding; to train, take `MultiHeadAttention`.
 */
export class SimpleAttention {
  /** The name under which a saved model knows it. */
  static readonly className: string = 'SimpleAttention';
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
    keepArguments(this, SimpleAttention, [size, options]);
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
   * `query` float32 [batch, query, size] looks at `memory` [batch, key, memorySize] (default itself) → [batch, query, size].
   * With `weights`, output and weights [batch, query, key].
   *
   * @throws ShapeError, TypeError, RangeError, Error for inputs or a mask that do not fit, or are disposed
   */
  forward(query: tf.Tensor, options: MemoryOptions & { weights: true }): Attended;
  forward(query: tf.Tensor, options?: MemoryOptions & { weights?: false }): tf.Tensor3D;
  forward(query: tf.Tensor, options?: MemoryOptions): tf.Tensor3D | Attended {
    const where = 'SimpleAttention.forward';
    const { memory = query, mask, weights } = readOptions(where, options, MEMORY_OPTIONS);
    const { size: querySize, memorySize } = this;
    const own = expectQueries(where, query, memory as tf.Tensor, { querySize, memorySize });
    const plan = planAttention(where, { ...own, valueDepth: querySize }, { mask, scale: 1 });
    const project = (): [tf.Tensor, tf.Tensor, tf.Tensor] => {
      const seen = seenRows(memory as tf.Tensor, 'keys', plan, plan.sizes);
      const asked = this.query.forward(seenRows(query, 'queries', plan, plan.sizes));
      return [asked, this.key.forward(seen), this.value.forward(seen)];
    };
    if (weights) {
      return tidyAttended(() => {
        const { output, weights } = compositeAttention(...project(), plan);
        return { output: this.output.forward(output), weights };
      });
    }
    return tf.tidy(() => this.output.forward(runAttention(...project(), plan)) as tf.Tensor3D);
  }
}
