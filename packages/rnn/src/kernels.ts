import type { KernelModule } from '@dl/core/extend';
import { plain, relaxedDelta } from './generated/wasm';

/** Kernels of the simple recurrent network, and of what all recurrent networks share; compiled at the first use. */
export const RNN: KernelModule = { name: '@dl/rnn', plain, relaxedDelta };
