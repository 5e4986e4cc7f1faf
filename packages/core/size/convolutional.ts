// A convolutional network that trains.
export {
  adam,
  BatchNorm,
  Conv2d,
  flatten,
  Linear,
  maxPool2d,
  random,
  sequential,
  setup,
  softmaxCrossEntropy,
  train,
} from '@dl/core';
