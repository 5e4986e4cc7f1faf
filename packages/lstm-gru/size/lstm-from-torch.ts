// An LSTM with weights of PyTorch.
export { readSafetensors } from '@dl/core';
export { fromTorch } from '@dl/core/torch';
export { Lstm } from '@dl/lstm-gru';
export { lstmTorch } from '@dl/lstm-gru/torch';
