export { ADDING_BASELINE, type AddingBatch, addingProblem } from './adding-problem';
export { brown, type TaggedCorpus, type TaggedDocument, type TaggedSentence } from './brown';
export { type ImageSet, type Mnist, mnist } from './mnist';
export { type Book, mobyDick } from './moby-dick';
export type { Provenance } from './provenance';
export { type DailyWeather, seattleWeather } from './seattle-weather';
export { type Address, type Addresses, stateOfTheUnion } from './state-of-the-union';
export { UNIVERSAL_TAGS, type UniversalTag, universalTag } from './universal-tag';
