export type { RunProgress } from './run-progress';
export { type HeatMapOptions, heatMapLines, type ShareMatrix } from './terminal/heat-map-lines';
export { openScreen, type ScreenOptions } from './terminal/open-screen';
export { type PlotOptions, type Points, plotLines } from './terminal/plot-lines';
export { type Screen, type ScreenProgress, silentScreen } from './terminal/screen';
export { seconds } from './terminal/seconds';
export { type TableData, type TableOptions, tableLines } from './terminal/table-lines';
export {
  type TerminalProgress,
  type TerminalProgressOptions,
  terminalProgress,
} from './terminal/terminal-progress';
export type { Environment, TextStream } from './terminal/text-stream';
