export { brown } from '../brown';
export { mobyDick } from '../moby-dick';
export { expectHash } from '../package-file';
export { seattleWeather } from '../seattle-weather';
export { stateOfTheUnion } from '../state-of-the-union';
