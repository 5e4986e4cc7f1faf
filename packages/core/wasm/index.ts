// What JavaScript calls of core's kernels.
export { gemm, gemmBatched, gemmScratchBytes } from './gemm';
export {
  ACTIVATION_NONE,
  ACTIVATION_RELU,
  ACTIVATION_SIGMOID,
  ACTIVATION_TANH,
  activationBackward,
  add,
  axpy,
  biasActivation,
  clip,
  expForward,
  fill,
  logForward,
  reluBackward,
  reluForward,
  scale,
  scaleRows,
  sigmoidBackward,
  sigmoidForward,
  tanhBackward,
  tanhForward,
} from './elementwise';
export {
  sigmoidCrossEntropyBackward,
  sigmoidCrossEntropyForward,
  softmaxCrossEntropyForward,
  softmaxCrossEntropyIdsForward,
  squaredErrorBackward,
} from './loss';
export { adamStep, momentumStep, rmspropStep, sgdStep } from './optim';
export { columnSums, dot, hasNonFinite, squaredErrorSum, sum, sumOfSquares } from './reduce';
export { keepConstants } from './math';
export {
  logSoftmaxBackward,
  logSoftmaxForward,
  softmaxBackward,
  softmaxForward,
} from './softmax';
