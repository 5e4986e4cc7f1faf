import { CORE } from '../kernels/product';
import { type KernelExports, kernelsOf } from '../kernels/registry';
import { isTaping } from '../tape/run-op';

/**
 * Core's kernels as a gradient may use them: undefined while a tape records the gradient itself (a
 * gradient of a gradient), since a tape does not see into a kernel. Then the composite path is taken.
 */
export function gradientKernels(): KernelExports | undefined {
  return isTaping() ? undefined : kernelsOf(CORE);
}
