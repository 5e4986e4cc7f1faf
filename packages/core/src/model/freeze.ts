import type * as tf from '@tensorflow/tfjs-core';
import { walk } from './walk';

/** Those that `freeze` has made untrainable: a running statistic never was trainable. */
const frozen = new WeakSet<tf.Variable>();

/**
 * Takes the Variables of `model`, or of a part of one, out of `parameters`: they stay as they are, and
 * no gradient is computed for their sake.
 *
 * @throws TypeError if `model` is no object, array or function
 *
 * @example
 * ```ts
 * const layer = new Linear(4, 3, { rng: random(1) });
 * freeze(layer);
 * parameters(layer).length; // 0
 * ```
 */
export function freeze(model: unknown): void {
  walk('freeze', model, (_path, variable) => {
    if (!variable.trainable) return;
    variable.trainable = false;
    frozen.add(variable);
  });
}

/**
 * Gives back to `parameters` what `freeze` took out; Variables that never were trainable stay so.
 *
 * @throws TypeError if `model` is no object, array or function
 */
export function unfreeze(model: unknown): void {
  walk('unfreeze', model, (_path, variable) => {
    if (frozen.delete(variable)) variable.trainable = true;
  });
}
