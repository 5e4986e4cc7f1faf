/** Tables out of files: `@dl/core/csv`. */
export { readCsv, streamCsv } from '../table/csv';
export type { CsvOptions } from '../table/csv-options';
export type { Cell } from '../table/record';
