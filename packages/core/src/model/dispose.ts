import { walk } from './walk';

/**
 * Frees every Variable of `model`; those that are disposed already are left. Plain tensors belong to
 * whoever made them.
 *
 * @throws TypeError if `model` is no object, array or function
 *
 * @example
 * ```ts
 * const layer = new Linear(4, 3, { rng: random(1) });
 * dispose(layer); // its weights are freed
 * ```
 */
export function dispose(model: unknown): void {
  walk('dispose', model, (_path, variable) => {
    if (!variable.isDisposed) variable.dispose();
  });
}
