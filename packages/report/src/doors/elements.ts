/** Elements of a page that draw a run while it goes, `<dl-curve>` and `<dl-heat-map>`: `@dl/report/elements`. */
export { few, whole } from '../number';
export { type CurveOptions, curve } from '../page/curve';
export type { CurveData, CurveSeries } from '../page/curve-data';
export { CurveElement } from '../page/curve-element';
export { defineElements } from '../page/define-elements';
export type { HeatMapData } from '../page/heat-map-data';
export { HeatMapElement } from '../page/heat-map-element';
export type { Palette } from '../page/palette';
export type { RunProgress } from '../run-progress';
