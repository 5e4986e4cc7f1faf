export {
  type DialogueBatch,
  type DialogueBatchOptions,
  dialogueBatch,
} from './dialogue/dialogue-batch';
export { Hred, type HredOptions } from './dialogue/hred';
export type { DialogueLossOptions } from './dialogue/loss-options';
export type { ReplyState } from './dialogue/reply-state';
export { rescale } from './rescale';
export { Autoencoder } from './vae/autoencoder';
export { type Gaussian, gaussianLogDensity } from './vae/gaussian';
export { GaussianHead, type GaussianHeadOptions } from './vae/gaussian-head';
export { freeBits, gaussianKl, gaussianKlByUnit } from './vae/gaussian-kl';
export { importanceWeighted } from './vae/importance-weighted';
export {
  type CyclicalKlOptions,
  cyclicalKlWeight,
  type LinearKlOptions,
  linearKlWeight,
} from './vae/kl-schedules';
export {
  type Elbo,
  type ElboWeights,
  type NegativeElboOptions,
  negativeElbo,
} from './vae/negative-elbo';
export type { AutoencoderOptions, DrawOptions, InterpolateOptions } from './vae/parts';
export { reparameterise } from './vae/reparameterise';
export type {
  SentenceInterpolateOptions,
  SentenceLikelihoodOptions,
  SentenceLossOptions,
  SentenceOptions,
  SentenceSampleOptions,
  SentenceVaeOptions,
  WriteOptions,
} from './vae/sentence-options';
export { type SentenceState, SentenceVae } from './vae/sentence-vae';
export {
  type LogLikelihoodOptions,
  Vae,
  type VaeForwardOptions,
  type VaeLossOptions,
} from './vae/vae';
