import { plain, relaxedDelta } from '../../generated/wasm-conv';
import type { KernelModule } from '../../wasm/kernel-module';

/** Kernels for convolutions: forward, and the gradients of the filter and of the input. */
export const CONV: KernelModule = { name: '@dl/core/conv', plain, relaxedDelta };
