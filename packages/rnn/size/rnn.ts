export { Rnn } from '@dl/rnn';
