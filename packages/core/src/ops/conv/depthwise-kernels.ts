import { plain, relaxedDelta } from '../../generated/wasm-depthwise';
import type { KernelModule } from '../../wasm/kernel-module';

/** Kernels for convolutions of each channel by itself, forward and backward. */
export const DEPTHWISE: KernelModule = { name: '@dl/core/depthwise', plain, relaxedDelta };
