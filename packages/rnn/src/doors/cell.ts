/** What cells of other packages are made with: `@dl/rnn/cell`. */
export {
  type CellWeights,
  checkOnce,
  expectCell,
  expectSequence,
  expectStep,
  readSequenceOptions,
} from '../check';
export {
  endsOf,
  fillOutputs,
  type RecurrentGradientOptions,
  recurrentGradient,
  withoutPadding,
} from '../sequence-kernels';
export { byBatch } from '../slices/part-of-batch';
export { runStack, type StackLayer, type StackOptions } from '../stack';
export { stackOf } from '../stack-of';
