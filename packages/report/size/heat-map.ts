export { HeatMapElement } from '@dl/report/elements';
