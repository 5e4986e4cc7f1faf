import type { Mask } from '@dl/attention';
import type { Rng } from '@dl/core';
import {
  checkedLater,
  expectFlag,
  expectFraction,
  expectRng,
  mergeChecks,
  type OptionChecks,
} from '@dl/core/check';
import type * as tf from '@tensorflow/tfjs-core';

/** What a pass over whole sequences is told. */
export interface CausalForwardOptions {
  /** Hides more than the tokens behind each: `{ lengths }`, or a tensor. Default: nothing. */
  mask?: Mask | tf.Tensor | undefined;
  /** With dropout. Default false. */
  training?: boolean | undefined;
  /** Draws the dropout; needed with it while training. */
  rng?: Rng | undefined;
}

/** How a batch is learnt from. */
export interface CausalLossOptions extends CausalForwardOptions {
  /** ε, in [0, 1). Default 0. */
  labelSmoothing?: number | undefined;
  /** The label of what is not counted, padding. Default: none. */
  ignoreIndex?: number | undefined;
}

/** How they are checked. */
export const FORWARD_OPTIONS: OptionChecks<CausalForwardOptions> = {
  mask: checkedLater,
  training: expectFlag,
  rng: (where, name, value) => expectRng(where, value as Rng, name),
};

/** The same of a loss. */
export const LOSS_OPTIONS: OptionChecks<CausalLossOptions> = /* @__PURE__ */ mergeChecks(
  FORWARD_OPTIONS,
  {
    labelSmoothing: expectFraction,
    ignoreIndex: checkedLater,
  },
);
