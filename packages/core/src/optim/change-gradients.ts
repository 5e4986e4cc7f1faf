import * as tf from '@tensorflow/tfjs-core';
import type { CoreKernels } from '../generated/wasm';
import { CORE } from '../generated/wasm';
import { isSparse, type SparseRows } from '../tape/sparse-rows';
import type { Gradients } from '../tape/value-and-grads';
import type { Address } from '../wasm/kernel-module';
import { addressOf, soleAddress } from '../wasm/output';
import { kernelsOf } from '../wasm/registry';

/** The gradient of one parameter. */
export type Gradient = tf.Tensor | SparseRows;

/** How tensors that nothing else refers to are changed where they lie. */
export interface InPlace {
  may(gradient: tf.Tensor): boolean;
  change(gradients: readonly tf.Tensor[]): void;
}

/** By a kernel, where kernels run. */
export function byKernel(
  kernel: (kernels: CoreKernels, at: Address, size: number) => void,
): InPlace | undefined {
  const kernels = kernelsOf(CORE);
  return (
    kernels && {
      may: (g) => soleAddress(g) !== undefined,
      change(all) {
        for (const g of all) kernel(kernels, addressOf(g), g.size);
      },
    }
  );
}

/**
 * Changes every gradient of a map that has been checked, or none: what takes memory comes first. One tensor may stand at two
 * parameters; it is changed once.
 *
 * @param change gives a new gradient, and leaves the one that it is given
 * @throws RangeError where memory is full; then nothing is changed
 */
export function changeGradients(
  gradients: Gradients,
  change: (gradient: Gradient) => Gradient,
  inPlace: InPlace | undefined,
): void {
  const own = new Set<tf.Tensor>();
  const changed = new Map<Gradient, Gradient>();
  try {
    for (const g of gradients.values()) {
      if (!isSparse(g) && inPlace?.may(g)) own.add(g);
      else if (!changed.has(g)) changed.set(g, change(g));
    }
  } catch (error) {
    for (const fresh of changed.values()) fresh.dispose();
    throw error;
  }
  for (const [parameter, g] of gradients) gradients.set(parameter, changed.get(g) ?? g);
  for (const g of changed.keys()) g.dispose();
  inPlace?.change([...own]);
}

/** Multiplies every gradient by a factor. @throws as `changeGradients` */
export function scaleGradients(
  gradients: Gradients,
  factor: number | tf.Tensor,
  inPlace: InPlace | undefined,
): void {
  const change = (g: Gradient) =>
    isSparse(g) ? g.withRows(tf.mul(g.rows, factor)) : tf.mul(g, factor);
  changeGradients(gradients, change, inPlace);
}

/** Multiplies every gradient by a number. @throws as `changeGradients` */
export function scaleByNumber(gradients: Gradients, factor: number): void {
  scaleGradients(
    gradients,
    factor,
    byKernel((kernels, at, size) => kernels.scale(factor, at, at, size)),
  );
}
