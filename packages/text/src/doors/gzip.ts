/** Compressed corpora: `@dl/text/gzip`. */
export { gunzip } from '../data/gunzip';
