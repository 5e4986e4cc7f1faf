export { Lstm } from '@dl/lstm-gru';
