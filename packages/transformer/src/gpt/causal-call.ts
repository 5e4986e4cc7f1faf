import type { Mask } from '@dl/attention';
import { checkedLater, expectFraction, mergeChecks, type OptionChecks } from '@dl/core/check';
import type * as tf from '@tensorflow/tfjs-core';
import { NOISE_OPTIONS, type NoiseOptions } from '../check/noise-options';

/** What a pass over whole sequences is told. */
export interface CausalForwardOptions extends NoiseOptions {
  /** Hides more than the tokens behind each: `{ lengths }`, or a tensor. Default: nothing. */
  mask?: Mask | tf.Tensor | undefined;
  /**
   * Which document each token is of, int32 [batch, time], where several are packed into a row one behind the other: a token sees its own
   * document only, and learned positions count from its begin. Not beside `mask`. Default: a row is one document.
   */
  segments?: tf.Tensor | undefined;
}

/** How a batch is learnt from. */
export interface CausalLossOptions extends CausalForwardOptions {
  /** ε, in [0, 1). Default 0. */
  labelSmoothing?: number | undefined;
  /** The label of what is not counted, padding. Default −100. */
  ignoreIndex?: number | undefined;
}

/** How they are checked. */
export const FORWARD_OPTIONS: OptionChecks<CausalForwardOptions> = /* @__PURE__ */ mergeChecks(
  NOISE_OPTIONS,
  { mask: checkedLater, segments: checkedLater },
);

/** The same of a loss. */
export const LOSS_OPTIONS: OptionChecks<CausalLossOptions> = /* @__PURE__ */ mergeChecks(
  FORWARD_OPTIONS,
  { labelSmoothing: expectFraction, ignoreIndex: checkedLater },
);
