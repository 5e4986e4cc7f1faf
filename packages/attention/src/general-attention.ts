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
import type { Mask } from './mask';
import { type Plan, planAttention } from './plan';
import { seenRows } from './seen-rows';
import { expectPair } from './sizes';

export interface GeneralAttentionOptions {
  /** Draws the initial weight. */
  rng: Rng;
  /** Of the weight. Default Xavier's uniform. */
  init?: Initializer;
}

/** What the attention of a decoder is told besides its query and the memory. */
export interface MemoryOptions {
  /** Which entries of the memory a query sees; usually `{ lengths }`. Default: all. */
  mask?: Mask | tf.Tensor | undefined;
}

const OPTIONS: OptionChecks<GeneralAttentionOptions> = { rng: checkedLater, init: expectFunction };

/** The checks of `MemoryOptions`. */
export const MEMORY_OPTIONS: OptionChecks<MemoryOptions> = { mask: checkedLater };

/**
 * Luong's general attention: score(q, m) = q W mᵀ, context = softmax(score) m. One product more than the dot product, and
 * query and memory may have different widths.
 *
 * Luong, Pham and Manning, Effective approaches to attention-based neural machine translation, 2015.
 */
export class GeneralAttention {
  /** W [querySize, memorySize], without bias */
  readonly weight: Linear;

  /** @throws RangeError for a size that is no positive integer; TypeError for an invalid option */
  constructor(
    readonly querySize: number,
    readonly memorySize: number,
    options: GeneralAttentionOptions,
  ) {
    const { rng, init } = readOptions('GeneralAttention', options, OPTIONS);
    expectPositiveInteger('GeneralAttention', 'querySize', querySize);
    expectPositiveInteger('GeneralAttention', 'memorySize', memorySize);
    expectRng('GeneralAttention', rng);
    const own = { rng, bias: false, ...(init && { init }) };
    this.weight = makeVariables('GeneralAttention', () => new Linear(querySize, memorySize, own));
  }

  /**
   * `query` float32 [batch, query, querySize], `memory` [batch, key, memorySize] → the context of each query,
   * [batch, query, memorySize]; 0 for one that sees nothing.
   *
   * @throws ShapeError, TypeError, RangeError, Error for inputs or a mask that do not fit
   */
  forward(query: tf.Tensor, memory: tf.Tensor, options?: MemoryOptions): tf.Tensor3D {
    const plan = this.#plan('GeneralAttention.forward', query, memory, options);
    return tf.tidy(() => {
      return runAttention(this.#project(query, plan), memory, memory, plan) as tf.Tensor3D;
    });
  }

  /**
   * `forward` with its weights: output [batch, query, memorySize], weights [batch, query, key].
   *
   * @throws as `forward`
   */
  forwardWithWeights(query: tf.Tensor, memory: tf.Tensor, options?: MemoryOptions): Attended {
    const plan = this.#plan('GeneralAttention.forwardWithWeights', query, memory, options);
    return tidyAttended(() => compositeAttention(this.#project(query, plan), memory, memory, plan));
  }

  #project(query: tf.Tensor, plan: Plan): tf.Tensor {
    return this.weight.forward(seenRows(query, 'queries', plan, plan.sizes));
  }

  #plan(where: string, query: tf.Tensor, memory: tf.Tensor, options?: MemoryOptions): Plan {
    const { mask } = readOptions(where, options, MEMORY_OPTIONS);
    const { querySize, memorySize } = this;
    const sizes = expectPair(where, query, memory, querySize, memorySize, memorySize);
    return planAttention(where, { ...sizes, depth: memorySize }, { mask, scale: 1 });
  }
}
