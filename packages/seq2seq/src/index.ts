export {
  type DialogueBatch,
  type DialogueBatchOptions,
  dialogueBatch,
} from './dialogue/dialogue-batch';
export type { GaussianNet } from './dialogue/gaussian-net';
export { Hred, type HredOptions } from './dialogue/hred';
export type { DialogueLossOptions } from './dialogue/loss-options';
export type { ReplyState } from './dialogue/reply-state';
export { Vhred } from './dialogue/vhred';
export type {
  TurnElbo,
  VhredLossOptions,
  VhredOptions,
} from './dialogue/vhred-options';
export type { CoderForwardOptions } from './model/coder-options';
export { Decoder, type DecoderOptions } from './model/decoder';
export type { AttentionKind } from './model/decoder-attention';
export type { DecoderState } from './model/decoder-state';
export type { Encoded } from './model/encoded';
export { Encoder, type EncoderOptions } from './model/encoder';
export type { CellKind, RecurrentState } from './model/recurrent';
export { Seq2Seq, type Seq2SeqLossOptions, type Seq2SeqOptions } from './model/seq2seq';
export { type SimpleCoderOptions, SimpleDecoder, SimpleEncoder } from './simple/simple-coders';
export {
  type SimpleLossOptions,
  SimpleSeq2Seq,
  type SimpleSeq2SeqOptions,
} from './simple/simple-seq2seq';
export { type TrainSimpleOptions, trainSimple } from './simple/train-simple';
export type { PairStream } from './translator/pair-stream';
export type { TrainTranslatorOptions } from './translator/train-options';
export { trainTranslator } from './translator/train-translator';
export type { Translating } from './translator/translate';
export type { TranslateOptions } from './translator/translate-options';
export { translateTexts } from './translator/translate-texts';
export type { AttentionMap, Translation } from './translator/translation';
export { Translator, type TranslatorOptions } from './translator/translator';
export { Autoencoder } from './vae/autoencoder';
export type { AutoencoderOptions } from './vae/autoencoder-options';
export type { DrawOptions } from './vae/draw-options';
export type { EstimateOptions } from './vae/estimate';
export { type Gaussian, gaussianLogDensity } from './vae/gaussian';
export { GaussianHead, type GaussianHeadOptions } from './vae/gaussian-head';
export { freeBits, gaussianKl, gaussianKlByUnit } from './vae/gaussian-kl';
export { importanceWeighted } from './vae/importance-weighted';
export type { InterpolateOptions } from './vae/interpolation';
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
export { Vae, type VaeForwardOptions, type VaeLossOptions } from './vae/vae';
