export {
  ADDING_BASELINE,
  type AddingBatch,
  type AddingOptions,
  addingProblem,
} from './adding-problem';
export type { TaggedCorpus, TaggedDocument, TaggedSentence } from './brown';
export type { Pronunciations } from './cmu-pronunciations';
export type { EmojiNames } from './emoji-names';
export type { Messages } from './messages';
export type { Book } from './moby-dick';
export type { Provenance } from './provenance';
export type { DailyWeather } from './seattle-weather';
export type { Address, Addresses } from './state-of-the-union';
export { UNIVERSAL_TAGS, type UniversalTag, universalTag } from './universal-tag';
