import type { KernelModule } from '@dl/core/extend';
import { plain, relaxedDelta } from './generated/wasm';

/** The package's kernels, compiled at the first use: `kernelsOf(KERNELS)`. */
export const KERNELS: KernelModule = { name: '@dl/__NAME__', plain, relaxedDelta };
