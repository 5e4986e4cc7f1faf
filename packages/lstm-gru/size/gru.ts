export { Gru } from '@dl/lstm-gru';
