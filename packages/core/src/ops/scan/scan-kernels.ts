import { plain, relaxedDelta } from '../../generated/wasm-scan';
import type { KernelModule } from '../../wasm/kernel-module';

/** Kernels for running sums and products. */
export const SCAN: KernelModule = { name: '@dl/core/scan', plain, relaxedDelta };
