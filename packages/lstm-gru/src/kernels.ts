import { registerKernels } from '@dl/core';
import { plain, relaxedDelta } from './generated/wasm';

/** The name under which this package's kernels are registered. */
export const LSTM_GRU = '@dl/lstm-gru';

registerKernels({ name: LSTM_GRU, plain, relaxedDelta });
