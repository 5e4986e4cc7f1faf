import { isTaping } from '../../tape/run-op';
import type { KernelExports, KernelModule } from '../../wasm/kernel-module';
import { CORE, kernelsOf } from '../../wasm/registry';

/**
 * The kernels of `module` (core's own) as a gradient may use them: undefined while a tape records the gradient itself (a
 * gradient of a gradient), since a tape does not see into a kernel. Then the composite path is taken.
 */
export function gradientKernels(module: string | KernelModule = CORE): KernelExports | undefined {
  return isTaping() ? undefined : kernelsOf(module);
}
