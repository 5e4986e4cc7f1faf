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
import { type Plan, planAttention } from './plan';
import { seenRows } from './seen-rows';
import { expectQueries } from './sizes';

export interface GeneralAttentionOptions {
  /** Draws the initial weight. */
  rng: Rng;
  /** Of the weight. Default Xavier's uniform. */
  init?: Initializer;
}

const OPTIONS: OptionChecks<GeneralAttentionOptions> = { rng: checkedLater, init: expectFunction };

/**
 * Luong's general attention: score(q, m) = q W mᵀ, context = softmax(score) m. One product more than the dot product, and
 * query and memory may have different widths.
 *
 * Luong, Pham and Manning, Effective approaches to attention-based neural machine translation, 2015.
 */
export class GeneralAttention {
  /** The name under which a saved model knows it. */
  static readonly className: string = 'GeneralAttention';
  /** W [querySize, memorySize], without bias */
  readonly weight: Linear;

  /** @throws RangeError for a size that is no positive integer; TypeError for an invalid option */
  constructor(
    readonly querySize: number,
    readonly memorySize: number,
    options: GeneralAttentionOptions,
  ) {
    keepArguments(this, GeneralAttention, [querySize, memorySize, options]);
    const { rng, init } = readOptions('GeneralAttention', options, OPTIONS);
    expectPositiveInteger('GeneralAttention', 'querySize', querySize);
    expectPositiveInteger('GeneralAttention', 'memorySize', memorySize);
    expectRng('GeneralAttention', rng);
    const own = { rng, bias: false, ...(init && { init }) };
    this.weight = makeVariables('GeneralAttention', () => new Linear(querySize, memorySize, own));
  }

  /**
   * `query` float32 [batch, query, querySize] looks at `memory` [batch, key, memorySize] → the context of each query,
   * [batch, query, memorySize]; 0 for one that sees nothing. With `weights`, output and weights [batch, query, key].
   *
   * @throws ShapeError, TypeError, RangeError, Error for inputs or a mask that do not fit
   */
  forward(query: tf.Tensor, options: MemoryOptions & { weights: true }): Attended;
  forward(query: tf.Tensor, options?: MemoryOptions & { weights?: false }): tf.Tensor3D;
  forward(query: tf.Tensor, options?: MemoryOptions): tf.Tensor3D | Attended {
    const where = 'GeneralAttention.forward';
    const { memory = query, mask, weights } = readOptions(where, options, MEMORY_OPTIONS);
    const { querySize, memorySize } = this;
    const own = expectQueries(where, query, memory as tf.Tensor, { querySize, memorySize });
    const sizes = { ...own, depth: memorySize };
    const plan = planAttention(where, sizes, { mask, scale: 1 });
    const m = memory as tf.Tensor;
    if (weights)
      return tidyAttended(() => compositeAttention(this.#project(query, plan), m, m, plan));
    return tf.tidy(() => runAttention(this.#project(query, plan), m, m, plan) as tf.Tensor3D);
  }

  #project(query: tf.Tensor, plan: Plan): tf.Tensor {
    return this.weight.forward(seenRows(query, 'queries', plan, plan.sizes));
  }
}
