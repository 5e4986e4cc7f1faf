import type * as tf from '@tensorflow/tfjs-core';
import { setOwn } from './set-own';
import { walk } from './walk';

/**
 * Every Variable of `model` by its path: `encoder.cells.0.input.weight`. A model is an object, an
 * array or a function; its tree of fields is the state dict. A tied weight is listed once, under its
 * first path.
 *
 * @throws TypeError if `model` is none, or a promise
 *
 * @example
 * ```ts
 * const layer = new Linear(4, 3, { rng: random(1) });
 * Object.keys(stateDict(layer)); // ['weight', 'bias']
 * ```
 */
export function stateDict(model: unknown): Record<string, tf.Variable> {
  const dict: Record<string, tf.Variable> = {};
  walk('stateDict', model, (path, variable) => {
    setOwn(dict, path, variable);
  });
  return dict;
}
