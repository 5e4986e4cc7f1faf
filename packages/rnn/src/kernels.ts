import { registerKernels } from '@dl/core';
import { plain, relaxedDelta } from './generated/wasm';

/** The name under which this package's kernels are registered. */
export const RNN = '@dl/rnn';

registerKernels({ name: RNN, plain, relaxedDelta });
