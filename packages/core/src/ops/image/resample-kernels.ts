import { plain, relaxedDelta } from '../../generated/wasm-resample';
import type { KernelModule } from '../../wasm/kernel-module';

/** Kernels for images that are seen through a grid of points, forward and backward. */
export const RESAMPLE: KernelModule = { name: '@dl/core/resample', plain, relaxedDelta };
