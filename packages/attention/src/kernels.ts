import type { KernelModule } from '@dl/core/extend';
import { plain, relaxedDelta } from './generated/wasm';

/** Kernels of attention, compiled at the first use. */
export const ATTENTION: KernelModule = { name: '@dl/attention', plain, relaxedDelta };
