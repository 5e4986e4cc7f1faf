export { brown } from '../brown';
export { cmuPronunciations } from '../cmu-pronunciations';
export { mobyDick } from '../moby-dick';
export { expectHash } from '../package-file';
export { seattleWeather } from '../seattle-weather';
export { stateOfTheUnion } from '../state-of-the-union';
export { typescriptMessages } from '../typescript-messages';
