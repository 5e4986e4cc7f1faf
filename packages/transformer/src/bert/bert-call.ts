import type { Mask } from '@dl/attention';
import { checkedLater, mergeChecks, type OptionChecks } from '@dl/core/check';
import type * as tf from '@tensorflow/tfjs-core';
import { NOISE_OPTIONS, type NoiseOptions } from '../check/noise-options';

/** What a pass over a batch of texts is told. */
export interface BertForwardOptions extends NoiseOptions {
  /** Which positions are seen; usually `{ lengths }`, which hides padding. Default: all. */
  mask?: Mask | tf.Tensor | undefined;
  /** The segment of each token, int32 [batch, time]. Default: 0 for all. */
  segments?: tf.Tensor | undefined;
}

/** How a batch is learnt from. */
export interface BertLossOptions extends BertForwardOptions {
  /** The label of what is not asked for. Default −100. */
  ignoreIndex?: number | undefined;
}

/** How they are checked. */
export const FORWARD_OPTIONS: OptionChecks<BertForwardOptions> = /* @__PURE__ */ mergeChecks(
  NOISE_OPTIONS,
  { mask: checkedLater, segments: checkedLater },
);

/** The same of a loss. */
export const LOSS_OPTIONS: OptionChecks<BertLossOptions> = /* @__PURE__ */ mergeChecks(
  FORWARD_OPTIONS,
  { ignoreIndex: checkedLater },
);
