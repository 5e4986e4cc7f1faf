import { registerKernels } from '@dl/core';
import { plain, relaxedDelta } from './generated/wasm';

registerKernels({ name: '@dl/__NAME__', plain, relaxedDelta });
