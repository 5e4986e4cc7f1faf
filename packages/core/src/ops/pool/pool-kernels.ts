import { plain, relaxedDelta } from '../../generated/wasm-pool';
import type { KernelModule } from '../../wasm/kernel-module';

/** Kernels for pools: the largest and the mean of windows, forward and backward. */
export const POOL: KernelModule = { name: '@dl/core/pool', plain, relaxedDelta };
