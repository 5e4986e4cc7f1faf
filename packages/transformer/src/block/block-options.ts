import type { Positions } from '@dl/attention';
import type { Initializer, Rng } from '@dl/core';
import {
  checkedLater,
  expectFlag,
  expectFraction,
  expectFunction,
  expectPositive,
  expectPositiveInteger,
  type OptionChecks,
  oneOf,
} from '@dl/core/check';
import { ACTIVATIONS, type FeedForwardActivation } from './feed-forward-activation';
import type { NormKind } from './norm';

/** What a block is made of. */
export interface BlockOptions {
  /** Draws the initial weights. Required. */
  rng: Rng;
  /** Of attention; they divide `size`. Required. */
  heads: number;
  /** Heads of keys and values, which groups of queries share. Default: `heads`. */
  kvHeads?: number | undefined;
  /** `pre`: x + f(norm x), with a norm behind the last block; `post`: norm(x + f x), as at first. Default `pre`. */
  order?: 'pre' | 'post' | undefined;
  /** Default `layer`. */
  norm?: NormKind | undefined;
  /** ε of the norms. Default 1e-5, of `rms` 1e-6. */
  epsilon?: number | undefined;
  /** How wide the feed-forward part is inside. Default 4 × size. */
  hidden?: number | undefined;
  /** Of the feed-forward part. Default `gelu`. */
  activation?: FeedForwardActivation | undefined;
  /** With biases in all products. Default true. */
  bias?: boolean | undefined;
  /** The share of what attention and feed-forward part give that is dropped while training, in [0, 1). Default 0. */
  dropout?: number | undefined;
  /** The share of attention's weights that is dropped while training, in [0, 1). Default: `dropout`. */
  attentionDropout?: number | undefined;
  /** A root mean square norm of each query and each key, before positions turn them (Henry et al. 2020). Default false. */
  qkNorm?: boolean | undefined;
  /** `rotary()` or `alibi()`, of attention to itself. Default: none. */
  positions?: Positions | undefined;
  /** A position sees others less than so many away. Default: any. */
  window?: number | undefined;
  /** Attention and feed-forward part side by side, x + attention(n) + feedForward(n) with n = norm x (PaLM); for `pre`. Default false. */
  parallel?: boolean | undefined;
  /** The width of a memory that is looked at between both (a decoder's). Default: no memory. */
  memorySize?: number | undefined;
  /** The most positions that are seen. Default: any. */
  maxLength?: number | undefined;
  /** Of all weights but those that end in x. Default Xavier's uniform. */
  init?: Initializer | undefined;
  /** Of the weights whose products are added to x. Default: `init`. */
  outputInit?: Initializer | undefined;
}

/** The orders of norms. */
const ORDERS = ['pre', 'post'];

/** How they are checked; how they go together, `expectBlock` sees. */
export const BLOCK_OPTIONS: OptionChecks<BlockOptions> = {
  rng: checkedLater,
  heads: expectPositiveInteger,
  kvHeads: expectPositiveInteger,
  order: oneOf(ORDERS),
  norm: oneOf(['layer', 'rms']),
  epsilon: expectPositive,
  hidden: expectPositiveInteger,
  activation: oneOf(ACTIVATIONS),
  bias: expectFlag,
  dropout: expectFraction,
  attentionDropout: expectFraction,
  qkNorm: expectFlag,
  positions: checkedLater,
  window: expectPositiveInteger,
  parallel: expectFlag,
  memorySize: expectPositiveInteger,
  maxLength: expectPositiveInteger,
  init: expectFunction,
  outputInit: expectFunction,
};
