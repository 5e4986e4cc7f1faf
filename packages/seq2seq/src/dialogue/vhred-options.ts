import type { Rng } from '@dl/core';
import {
  expectFlag,
  expectNonNegative,
  expectPositiveInteger,
  mergeChecks,
  type OptionChecks,
} from '@dl/core/check';
import type * as tf from '@tensorflow/tfjs-core';
import { DIALOGUE_OPTIONS, type DialogueOptions } from './dialogue-options';
import { type DialogueLossOptions, LOSS_OPTIONS } from './loss-options';

/** What a `Vhred` is told. */
export interface VhredOptions extends DialogueOptions {
  /** Units of the latent variable of a turn. Default 16. */
  latentSize?: number;
  /** Adds a layer that says from context and z which words a reply has, in no order (Zhao et al. 2017). It is used by the loss only, which z cannot please by leaving all to the decoder. Default false. */
  bagOfWords?: boolean;
}

/** How they are checked. */
export const VHRED_OPTIONS: OptionChecks<VhredOptions> = /* @__PURE__ */ mergeChecks(
  DIALOGUE_OPTIONS,
  { latentSize: expectPositiveInteger, bagOfWords: expectFlag },
);

/** How the loss of a `Vhred` is computed. */
export interface VhredLossOptions extends DialogueLossOptions {
  /** Draws the latent variables, and words that are dropped. Required. */
  rng: Rng;
  /** The weight of the KL divergence, of `linearKlWeight` or `cyclicalKlWeight`. Default 1. */
  beta?: number;
  /** Nats of each latent unit that cost nothing: see `freeBits`. Default 0. */
  freeBits?: number;
  /** The weight of the bag of words, for a model that has its layer. Default 1. */
  bagWeight?: number;
}

/** How they are checked. */
export const VHRED_LOSS_OPTIONS: OptionChecks<VhredLossOptions> = /* @__PURE__ */ mergeChecks(
  LOSS_OPTIONS,
  { beta: expectNonNegative, freeBits: expectNonNegative, bagWeight: expectNonNegative },
);

/** A bound on the log-likelihood of each reply, in two parts. */
export interface TurnElbo {
  /** −log p(reply | context, z) of a z that the posterior gave, [replies]. */
  readonly nll: tf.Tensor1D;
  /** KL(q(z | context, reply) ‖ p(z | context)), [replies]. */
  readonly kl: tf.Tensor1D;
}
