import './keras';
import './kernels';

export { type BidirectionalOptions, bidirectional, type Merge } from './bidirectional';
export type { Cell, Lengths, SequenceOptions, SequenceResult } from './cell';
export { detach } from './detach';
export { type RnnFromTorchOptions, rnnFromTorch } from './from-torch';
export { Rnn, type RnnForwardOptions, type RnnOptions } from './rnn';
export { type RnnActivation, RnnCell, type RnnCellOptions } from './rnn-cell';
export { runStack, type StackLayer, type StackOptions, type StackResult } from './stack';
export { type UnrollOptions, unroll } from './unroll';
export { type Window, windows } from './windows';
