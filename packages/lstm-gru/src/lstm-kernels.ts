import type { KernelModule } from '@dl/core/extend';
import { plain, relaxedDelta } from './generated/wasm-lstm';

/** Kernels of the long short-term memory; a page without one does not get them. */
export const LSTM: KernelModule = { name: '@dl/lstm-gru/lstm', plain, relaxedDelta };
