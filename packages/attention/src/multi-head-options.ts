import type { Initializer, Rng } from '@dl/core';
import {
  checkedLater,
  expectFinite,
  expectFlag,
  expectFraction,
  expectFunction,
  expectPositiveInteger,
  mergeChecks,
  type OptionChecks,
} from '@dl/core/check';
import type * as tf from '@tensorflow/tfjs-core';
import type { KeyValues } from './cache';
import { expectQkNorm, type QkNormOptions } from './head-norms';
import type { Mask } from './mask';
import { expectPositions, type Positions } from './positions';

export interface MultiHeadAttentionOptions {
  /** Draws the initial weights. */
  rng: Rng;
  /** Heads of keys and values, which a group of queries shares. Default: one a head of queries. */
  kvHeads?: number;
  /** The width of the memory that is looked at, where it is not `size`. */
  memorySize?: number;
  /** The width of what it gives: Wo is [size, outputSize]. Default: `size`. */
  outputSize?: number | undefined;
  /** With biases, initially 0. Default true. */
  bias?: boolean;
  /** The share of weights that is dropped while training, in [0, 1). Default 0. */
  dropout?: number;
  /** Of self-attention; a memory has none, so none with a `memorySize` of its own. `rotary()` or `alibi()`. Default: none. */
  positions?: Positions | undefined;
  /**
   * Normalises each query and each key by its root mean square, times a weight [depth] of queries and one of keys, before positions turn
   * them (Henry et al. 2020; Qwen3). Default false.
   */
  qkNorm?: boolean | QkNormOptions;
  /** What scores are multiplied by. Default 1 / √depth. */
  scale?: number | undefined;
  /** The most positions of a sequence that looks at itself. Default: any. */
  maxLength?: number | undefined;
  /** Of all weights. Default Xavier's uniform. */
  init?: Initializer;
  /** Of the output's weight Wo, whose products are often added to what was there. Default: `init`. */
  outputInit?: Initializer | undefined;
}

export interface MultiHeadOptions {
  /** What is looked at: [batch, key, memorySize], or what `remember` made of it. Default: x itself. */
  memory?: tf.Tensor | KeyValues | undefined;
  /** Which keys a query sees. Default: all. */
  mask?: Mask | tf.Tensor | undefined;
  /** Added to the scores; broadcasts to [batch, heads, query, key]. */
  bias?: tf.Tensor | undefined;
  /** Gives the weights too: [batch, heads, query, key]. Default false. */
  weights?: boolean | undefined;
  /** Default false. */
  training?: boolean | undefined;
  /** Draws the dropout; needed with it while training. */
  rng?: Rng | undefined;
}

export interface StepOptions extends Omit<MultiHeadOptions, 'memory' | 'mask' | 'weights'> {
  /**
   * Which keys a query sees; a tensor broadcasts to [batch, heads, time, key] with the keys of the steps before, and hides
   * padding with false. Default `{ causal: true }`.
   */
  mask?: Omit<Mask, 'offset' | 'lengths'> | tf.Tensor | undefined;
  /** What the steps before gave. Default: this is the first. */
  cache?: KeyValues | undefined;
}

/** Of the constructor; how they go together is checked by `expectMultiHead`. */
export const LAYER_OPTIONS: OptionChecks<MultiHeadAttentionOptions> = {
  rng: checkedLater,
  kvHeads: expectPositiveInteger,
  memorySize: expectPositiveInteger,
  outputSize: expectPositiveInteger,
  bias: expectFlag,
  dropout: expectFraction,
  positions: expectPositions,
  qkNorm: expectQkNorm,
  scale: expectFinite,
  maxLength: expectPositiveInteger,
  init: expectFunction,
  outputInit: expectFunction,
};

const CALL_OPTIONS = {
  mask: checkedLater,
  bias: checkedLater,
  training: expectFlag,
  rng: checkedLater,
};

/** Of `forward`. */
export const FORWARD_OPTIONS: OptionChecks<MultiHeadOptions> = mergeChecks(
  { memory: checkedLater, weights: expectFlag },
  CALL_OPTIONS,
);

/** Of `step`. */
export const STEP_OPTIONS: OptionChecks<StepOptions> = mergeChecks(
  { cache: checkedLater },
  CALL_OPTIONS,
);
