import { plain, relaxedDelta } from '../../generated/wasm-norm';
import type { KernelModule } from '../../wasm/kernel-module';

/** Kernels for norms of rows and of channels, forward and backward. */
export const NORM: KernelModule = { name: '@dl/core/norm', plain, relaxedDelta };
