// A dense network that trains on batches, and its checkpoint.
export {
  adam,
  batches,
  fileStore,
  Linear,
  loadCheckpoint,
  random,
  saveCheckpoint,
  sequential,
  setup,
  softmaxCrossEntropy,
  train,
} from '@dl/core';
