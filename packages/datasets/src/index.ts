export { type DailyWeather, seattleWeather } from './seattle-weather';
export type { Provenance } from './vega-file';
