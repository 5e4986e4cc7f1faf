// The layers of a GPT, which train.
export { MultiHeadAttention } from '@dl/attention';
export {
  adamW,
  Dropout,
  Embedding,
  gelu,
  LayerNorm,
  Linear,
  random,
  setup,
  softmaxCrossEntropy,
  train,
} from '@dl/core';
