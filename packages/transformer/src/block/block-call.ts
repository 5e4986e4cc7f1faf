import type { KeyValues, Mask } from '@dl/attention';
import { checkedLater, mergeChecks, type OptionChecks } from '@dl/core/check';
import * as tf from '@tensorflow/tfjs-core';
import { NOISE_OPTIONS, type NoiseOptions } from '../check/noise-options';

/** What a pass over a whole sequence is told. */
export interface BlockForwardOptions extends NoiseOptions {
  /** Which positions each one sees. Default: all. */
  mask?: Mask | tf.Tensor | undefined;
  /** What a decoder looks at, [batch, key, memorySize], or what `remember` made of it. */
  memory?: tf.Tensor | KeyValues | undefined;
  /** Which of its entries are seen; usually `{ lengths }`. Default: all. */
  memoryMask?: Mask | tf.Tensor | undefined;
}

/** What the next positions of a sequence are told. */
export interface BlockStepOptions {
  /** What the steps before gave. Default: this is the first. */
  cache?: KeyValues | undefined;
  /** A bool tensor that broadcasts to [batch, heads, time, key], with the keys of the steps before: false hides padding. */
  mask?: tf.Tensor | undefined;
  /** What `remember` made of what a decoder looks at. */
  memory?: KeyValues | undefined;
  /** Which of its entries are seen. Default: all. */
  memoryMask?: Mask | tf.Tensor | undefined;
}

/** How they are checked, besides by what attention says of them. */
export const FORWARD_OPTIONS: OptionChecks<BlockForwardOptions> = /* @__PURE__ */ mergeChecks(
  NOISE_OPTIONS,
  { mask: checkedLater, memory: checkedLater, memoryMask: checkedLater },
);

/** The same of a step. */
export const STEP_OPTIONS: OptionChecks<BlockStepOptions> = {
  cache: checkedLater,
  mask: checkedLater,
  memory: checkedLater,
  memoryMask: checkedLater,
};

/** A mask with more conditions. */
export function narrowed(mask: Mask | tf.Tensor | undefined, more: Mask): Mask {
  return mask instanceof tf.Tensor ? { tensor: mask, ...more } : { ...mask, ...more };
}
