import { type Initializer, Linear, linear, type Rng, tanh, where } from '@dl/core';
import {
  checkedLater,
  expectFunction,
  expectPositiveInteger,
  expectRng,
  expectTensor,
  type OptionChecks,
  readOptions,
} from '@dl/core/check';
import { keepArguments, makeVariables, weightOf } from '@dl/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import { expectMask } from './check';
import { type Attended, keyRows, maskedWeights, mixedValues, tidyAttended } from './composite';
import type { MaskPlan } from './mask';
import { MEMORY_OPTIONS, type MemoryOptions } from './memory-options';
import { seenPairs } from './seen';
import { seenRows } from './seen-rows';
import { expectQueries, type Sizes } from './sizes';

export interface AdditiveAttentionOptions {
  /** Draws the initial weights. */
  rng: Rng;
  /** Between query and score. Default `querySize`. */
  hiddenSize?: number;
  /** Of all weights. Default Xavier's uniform. */
  init?: Initializer;
}

const OPTIONS: OptionChecks<AdditiveAttentionOptions> = {
  rng: checkedLater,
  hiddenSize: expectPositiveInteger,
  init: expectFunction,
};

/** A memory with the part of its scores that no query changes: what a decoder keeps. They are the caller's to dispose. */
export interface AdditiveMemory {
  /** [batch, key, memorySize] */
  readonly memory: tf.Tensor3D;
  /** m U, [batch, key, hiddenSize] */
  readonly keys: tf.Tensor3D;
}

type AdditiveOptions = MemoryOptions<AdditiveMemory>;

/**
 * Bahdanau's additive attention: score(q, m) = vᵀ tanh(q W + m U), context = softmax(score) m. It holds
 * [batch, query, key, hidden] while it runs: for decoders, which have one query at a time.
 *
 * Bahdanau, Cho and Bengio, Neural machine translation by jointly learning to align and translate, 2014.
 *
 * @example
 * ```ts
 * const attention = new AdditiveAttention(16, 32, { rng: random(1) });
 * const seen = attention.forward(tf.ones([2, 5, 16]), { memory: tf.ones([2, 7, 32]) }); // [2, 5, 32]
 * ```
 */
export class AdditiveAttention {
  /** The name under which a saved model knows it. */
  static readonly className: string = 'AdditiveAttention';
  /** W [querySize, hiddenSize], without bias */
  readonly query: Linear;
  /** U [memorySize, hiddenSize], without bias */
  readonly memory: Linear;
  /** v [hiddenSize, 1], without bias */
  readonly score: Linear;
  readonly hiddenSize: number;

  /** @throws RangeError for a size that is no positive integer; TypeError for an invalid option */
  constructor(
    readonly querySize: number,
    readonly memorySize: number,
    options: AdditiveAttentionOptions,
  ) {
    keepArguments(this, AdditiveAttention, [querySize, memorySize, options]);
    const given = readOptions('AdditiveAttention', options, OPTIONS);
    const { rng, hiddenSize = querySize, init } = given;
    expectPositiveInteger('AdditiveAttention', 'querySize', querySize);
    expectPositiveInteger('AdditiveAttention', 'memorySize', memorySize);
    expectPositiveInteger('AdditiveAttention', 'hiddenSize', hiddenSize);
    this.hiddenSize = hiddenSize;
    expectRng('AdditiveAttention', rng);
    const own = { rng, bias: false, ...(init && { init }) };
    const made = makeVariables('AdditiveAttention', () => ({
      query: new Linear(querySize, hiddenSize, own),
      memory: new Linear(memorySize, hiddenSize, own),
      score: new Linear(hiddenSize, 1, own),
    }));
    this.query = made.query;
    this.memory = made.memory;
    this.score = made.score;
  }

  /**
   * `query` float32 [batch, query, querySize] looks at `memory` [batch, key, memorySize], or at what `remember` made of it → the
   * context of each query, [batch, query, memorySize]; 0 for one that sees nothing. With `weights`, output and weights
   * [batch, query, key].
   *
   * @throws ShapeError, TypeError, RangeError, Error for inputs or a mask that do not fit
   */
  forward(query: tf.Tensor, options: AdditiveOptions & { weights: true }): Attended;
  forward(query: tf.Tensor, options?: AdditiveOptions & { weights?: false }): tf.Tensor3D;
  forward(query: tf.Tensor, options?: AdditiveOptions): tf.Tensor3D | Attended {
    const where = 'AdditiveAttention.forward';
    const own = readOptions<AdditiveOptions>(where, options, MEMORY_OPTIONS);
    const { memory = query, weights } = own;
    const sizes = this.#sizes(where, query, memory);
    const mask = expectMask(where, own.mask, sizes);
    if (weights) return tidyAttended(() => this.#run(query, memory, mask, sizes));
    return tf.tidy(() => this.#run(query, memory, mask, sizes).output) as tf.Tensor3D;
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

  #sizes(where: string, query: tf.Tensor, memory: tf.Tensor | AdditiveMemory): Sizes {
    const remembered = isRemembered(memory);
    const sizes = expectQueries(where, query, remembered ? memory.memory : memory, this);
    if (remembered) {
      const shape = [sizes.batch, sizes.keys, this.hiddenSize];
      expectTensor(where, 'memory.keys', memory.keys, shape);
    }
    return sizes;
  }

  #run(
    query: tf.Tensor,
    memory: tf.Tensor | AdditiveMemory,
    mask: MaskPlan,
    sizes: Sizes,
  ): Attended {
    const { batch, queries, keys } = sizes;
    const { memory: given, keys: made } = isRemembered(memory)
      ? memory
      : { memory, keys: undefined };
    const values = seenRows(given, 'keys', { mask }, sizes);
    const ofMemory = made ?? this.memory.forward(values);
    const asked = this.query.forward(seenRows(query, 'queries', { mask }, sizes));
    const pairs = tf.add(
      tf.reshape(asked, [batch, queries, 1, this.hiddenSize]),
      tf.reshape(ofMemory, [batch, 1, keys, this.hiddenSize]),
    );
    const shown = seenPairs({ mask }, sizes);
    // A gradient of 0 through the tanh of NaN would be NaN.
    const own = shown === undefined ? pairs : where(eachPair(shown), pairs, tf.scalar(0));
    const scores = tf.reshape(linear(tanh(own), weightOf(this.score)), [batch, 1, queries, keys]);
    const { weights, seen } = maskedWeights(scores, mask, sizes, shown);
    const context = mixedValues(weights, keyRows(values, sizes), seen);
    return {
      output: tf.reshape(context, [batch, queries, this.memorySize]),
      weights: tf.reshape(weights, [batch, queries, keys]),
    };
  }
}

/** bool [batch or 1, 1, query or 1, key or 1] → the same without heads, with an axis for what a pair holds. */
function eachPair(shown: tf.Tensor): tf.Tensor {
  const [batch, , queries, keys] = shown.shape as [number, number, number, number];
  return tf.reshape(shown, [batch, queries, keys, 1]);
}

function isRemembered(memory: tf.Tensor | AdditiveMemory): memory is AdditiveMemory {
  return typeof memory === 'object' && memory !== null && 'keys' in memory;
}
