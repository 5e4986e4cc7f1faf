export { type ImageSet, type Mnist, mnist } from './mnist';
export { type Book, mobyDick } from './moby-dick';
export type { Provenance } from './provenance';
export { type DailyWeather, seattleWeather } from './seattle-weather';
export { type Address, type Addresses, stateOfTheUnion } from './state-of-the-union';
