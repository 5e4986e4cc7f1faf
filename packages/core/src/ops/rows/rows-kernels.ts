import { plain, relaxedDelta } from '../../generated/wasm-rows';
import type { KernelModule } from '../../wasm/kernel-module';

/** Kernels for rows that ids choose: gather, segment sum, updates of a few rows; and adagrad's. */
export const ROWS: KernelModule = { name: '@dl/core/rows', plain, relaxedDelta };
