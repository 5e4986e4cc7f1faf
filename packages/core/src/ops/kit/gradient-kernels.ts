import { CORE, type CoreKernels } from '../../generated/wasm';
import { isTaping } from '../../tape/run-op';
import type { KernelModule } from '../../wasm/kernel-module';
import { kernelsOf } from '../../wasm/registry';

/**
 * The kernels of `module` (core's own) as a gradient may use them: undefined while a tape records the gradient itself (a
 * gradient of a gradient), since a tape does not see into a kernel. Then the composite path is taken.
 */
export function gradientKernels(): CoreKernels | undefined;
export function gradientKernels<K>(module: KernelModule<K>): K | undefined;
export function gradientKernels(module: KernelModule = CORE): unknown {
  return isTaping() ? undefined : kernelsOf(module);
}
