import type * as tf from '@tensorflow/tfjs-core';
import type { CoreKernels } from '../generated/wasm';
import type { Gradients } from '../tape/value-and-grads';
import { allocate } from '../wasm/output';
import { scratchBytes } from '../wasm/product';
import { scratch } from '../wasm/registry';
import type { UpdateRule } from './update-rule';

/**
 * The working memory of a rule's kernels, that of the parameter which needs most, and scratch memory of products; undefined
 * where it needs none.
 *
 * @throws RangeError where there is no room for it
 */
export function workingMemory(
  { workFor }: UpdateRule,
  kernels: CoreKernels,
  gradients: Gradients,
): tf.Tensor | undefined {
  if (workFor === undefined) return undefined;
  let most = 0;
  for (const { shape } of gradients.keys()) most = Math.max(most, workFor(shape));
  if (most === 0) return undefined;
  scratch(scratchBytes(kernels));
  return allocate([most]);
}
