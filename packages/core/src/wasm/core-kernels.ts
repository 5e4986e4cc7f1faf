import { plain, relaxedDelta } from '../generated/wasm';
import { CORE, registerKernels } from './registry';

registerKernels({ name: CORE, plain, relaxedDelta });
