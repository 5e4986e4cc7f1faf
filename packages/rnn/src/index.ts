export type { Lengths } from '@dl/core';
export { type BidirectionalOptions, bidirectional, type Merge } from './bidirectional';
export type { Cell, SequenceOptions, SequenceResult } from './cell';
export { CellStack, type CellStackOptions, type StackForwardOptions } from './cell-stack';
export { Rnn, type RnnForwardOptions, type RnnOptions } from './rnn';
export { type RnnActivation, RnnCell, type RnnCellOptions } from './rnn-cell';
export type { StackResult } from './stack';
export { type UnrollOptions, unroll } from './unroll';
export { type Window, windows } from './windows';
