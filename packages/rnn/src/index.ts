import './keras';
import './kernels';
import './torch-layout';

export type { Lengths } from '@dl/core';
export { detach } from '@dl/core';
export { type BidirectionalOptions, bidirectional, type Merge } from './bidirectional';
export type { Cell, SequenceOptions, SequenceResult } from './cell';
export {
  CellStack,
  type CellStackOptions,
  STACK_OPTIONS,
  type StackForwardOptions,
} from './cell-stack';
export { expectCell, expectSequence, expectStep, readSequenceOptions } from './check';
export { type RnnFromTorchOptions, rnnFromTorch } from './from-torch';
export { registerKerasCell } from './keras';
export { type KerasCell, type KerasCellImporter, kerasRecurrent } from './keras-recurrent';
export { Rnn, type RnnForwardOptions, type RnnOptions } from './rnn';
export { type RnnActivation, RnnCell, type RnnCellOptions } from './rnn-cell';
export {
  endsOf,
  fillOutputs,
  type RecurrentGradientOptions,
  recurrentGradient,
  withoutPadding,
} from './sequence-kernels';
export { runStack, type StackLayer, type StackOptions, type StackResult } from './stack';
export {
  fromTorchCells,
  plainTorchCell,
  type TorchCellLayout,
  type TorchCellValues,
  torchModuleOfCells,
} from './torch-cells';
export {
  readTorchSizes,
  type TorchModuleKind,
  type TorchSizes,
  type TorchState,
} from './torch-state';
export { type UnrollOptions, unroll } from './unroll';
export { type Window, windows } from './windows';
