export { rescale } from '@dl/seq2seq';
