export type { Texts } from './check/texts';
export { type JsonConstraintOptions, jsonConstraint } from './constrain/json-constraint';
export { regexConstraint } from './constrain/regex-constraint';
export {
  type BatchesByLengthOptions,
  batchesByLength,
  type LengthBatches,
} from './data/batches-by-length';
export type { Parts } from './data/bytes';
export { type CleanPairsOptions, cleanPairs } from './data/clean-pairs';
export type { IdPair } from './data/id-pair';
export { type PaddedRows, padRows } from './data/pad-rows';
export {
  type PairBatch,
  pairBatch,
  readPairBatch,
  type SentenceEnds,
} from './data/pair-batch';
export { PairBatches, type PairBatchesOptions } from './data/pair-batches';
export { alignedPairs, type Pair, type TsvPairsOptions, tsvPairs } from './data/pairs';
export { type ReadLinesOptions, readLines } from './data/read-lines';
export type { Hypothesis } from './decode/beam';
export { type BeamSearchOptions, beamSearch } from './decode/beam-search';
export type { Constraint, ConstraintLimits, ConstraintRun } from './decode/constraint';
export type { DecodeOptions, Ended } from './decode/decode-options';
export { type Generated, generate } from './decode/generate';
export type { LogitBias } from './decode/logit-bias';
export type { SamplingOptions } from './decode/sampling';
export { gatherRows } from './decode/state';
export type { StepDecoder } from './decode/step-decoder';
export { streamText } from './decode/stream-text';
export { type GenerateOptions, streamTokens, type TokenEvent } from './decode/stream-tokens';
export { type BleuScore, bleu, sentenceBleu } from './scores/bleu';
export type { BleuOptions, Smoothing } from './scores/bleu-options';
export type { BleuTokenizer } from './scores/bleu-tokenizers';
export { type ChrfOptions, type ChrfScore, chrf, sentenceChrf } from './scores/chrf';
export type { References } from './scores/corpus';
export { exactMatch } from './scores/exact-match';
export {
  type BootstrapResult,
  type BootstrapScore,
  type PairedBootstrapOptions,
  pairedBootstrap,
} from './scores/paired-bootstrap';
export { perplexity } from './scores/perplexity';
export { Bpe, type BpeFile } from './tokenizers/bpe';
export type { BpeOptions } from './tokenizers/bpe-options';
export type { BpeUnit } from './tokenizers/bpe-units';
export type { DetokenizeOptions, TokenizeOptions } from './tokenizers/encode-options';
export { loadTokenizer } from './tokenizers/load-tokenizer';
export type { Merge } from './tokenizers/read-merges';
export type { TokenIds } from './tokenizers/token-table';
export type { Encoding, Tokenizer } from './tokenizers/tokenizer';
export { type TrainBpeOptions, trainBpe } from './tokenizers/train-bpe';
export { Unigram, type UnigramFile } from './tokenizers/unigram';
export type { ScoredPiece, UnigramOptions } from './tokenizers/unigram-options';
export type { WordKind } from './tokenizers/word-cutters';
export { WordPiece, type WordPieceFile, type WordPieceOptions } from './tokenizers/word-piece';
export { encodeDocuments } from './tokens/encode-corpus';
export type { EncodeDocumentsOptions } from './tokens/encode-documents';
export { type TokenBatch, TokenBatches, type TokenBatchesOptions } from './tokens/token-batches';
export { openTokenFile, writeTokenFile } from './tokens/token-file';
export { type TokenArray, type TokenSource, tokensInMemory } from './tokens/token-source';
export { type BuildVocabularyOptions, buildVocabulary } from './vocabulary/build-vocabulary';
export { Lang } from './vocabulary/lang';
export type { SpecialTokens } from './vocabulary/special';
export { segments, type TextUnit } from './vocabulary/split';
export {
  type EncodeOptions,
  Vocabulary,
  type VocabularyFile,
  type VocabularyOptions,
} from './vocabulary/vocabulary';
