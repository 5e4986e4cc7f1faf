import { plain, relaxedDelta } from '../generated/wasm';
import { CORE } from './product';
import { registerKernels } from './registry';

registerKernels({ name: CORE, plain, relaxedDelta });
