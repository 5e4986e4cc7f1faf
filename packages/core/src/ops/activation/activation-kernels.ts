import { plain, relaxedDelta } from '../../generated/wasm-activation';
import type { KernelModule } from '../../wasm/kernel-module';

/** Kernels for gelu, silu, softplus, leaky relu and elu. */
export const ACTIVATION: KernelModule = { name: '@dl/core/activation', plain, relaxedDelta };
