/** The figures of a run in bounded memory, for a worker or a page: `@dl/report/history`. */
export { type HistoryArrays, RunHistory } from '../history/run-history';
