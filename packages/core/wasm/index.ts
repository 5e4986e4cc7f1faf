// What JavaScript calls of core's kernels.
export { gemm, gemmBatched, gemmPackedRight, gemmScratchBytes, packedRightBytes, packRight } from './gemm';
export {
  activationBackward,
  add,
  biasActivation,
  clip,
  expForward,
  hardSwishForward,
  logForward,
  multiply,
  relu6Forward,
  reluForward,
  scale,
  sigmoidForward,
  subtract,
  tanhForward,
} from './elementwise';
export { firstBadLabel, indexCrossEntropyForward } from './index-cross-entropy';
export {
  sigmoidCrossEntropyBackward,
  sigmoidCrossEntropyForward,
  softmaxCrossEntropyForward,
  squaredErrorBackward,
} from './loss';
export { adamStep, momentumStep, rmspropStep, sgdStep } from './optim';
export { columnSums, columnSumsOf, squaredErrorSum, sum, sumOfSquares } from './reduce';
export { keepConstants } from './math';
export {
  logSoftmaxBackward,
  logSoftmaxForward,
  softmaxBackward,
  softmaxForward,
} from './softmax';
