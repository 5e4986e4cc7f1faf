import { registerKernels } from '@dl/core';
import { plain, relaxed } from './generated/wasm';

registerKernels({ name: '@dl/__NAME__', plain, relaxed });
