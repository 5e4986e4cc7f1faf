export type { Texts } from './check/texts';
export { Bpe, type BpeFile } from './tokenizers/bpe';
export type { BpeOptions } from './tokenizers/bpe-options';
export { type TrainBpeOptions, trainBpe } from './tokenizers/train-bpe';
export type { Encoding, Tokenizer } from './tokenizers/tokenizer';
export { Lang } from './vocabulary/lang';
export { segments } from './vocabulary/split';
export { buildVocabulary } from './vocabulary/build-vocabulary';
export { Vocabulary } from './vocabulary/vocabulary';
