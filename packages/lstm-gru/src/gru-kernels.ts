import type { KernelModule } from '@dl/core/extend';
import { plain, relaxedDelta } from './generated/wasm-gru';

/** Kernels of the gated recurrent unit; a page without one does not get them. */
export const GRU: KernelModule = { name: '@dl/lstm-gru/gru', plain, relaxedDelta };
