import { registerKernels } from '@dl/core';
import { plain, relaxedDelta } from './generated/wasm';

/** The name under which this package's kernels are registered. */
export const ATTENTION = '@dl/attention';

registerKernels({ name: ATTENTION, plain, relaxedDelta });
