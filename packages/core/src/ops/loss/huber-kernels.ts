import { plain, relaxedDelta } from '../../generated/wasm-huber';
import type { KernelModule } from '../../wasm/kernel-module';

/** Kernels for Huber's loss. */
export const HUBER: KernelModule = { name: '@dl/core/huber', plain, relaxedDelta };
