import type * as tf from '@tensorflow/tfjs-core';
import { walk } from './walk';

/**
 * The trainable Variables of `model`, each once, in the order of `stateDict`.
 *
 * @throws TypeError if `model` is no object, array or function
 *
 * @example
 * ```ts
 * const model = new Linear(4, 3, { rng: random(1) });
 * const optimizer = adam({ learningRate: 0.01 });
 * const { grads } = valueAndGrads(() => mse(model.forward(tf.ones([2, 4])), tf.zeros([2, 3])), parameters(model));
 * optimizer.update(grads);
 * ```
 */
export function parameters(model: unknown): tf.Variable[] {
  const list: tf.Variable[] = [];
  walk('parameters', model, (_path, variable) => {
    if (variable.trainable) list.push(variable);
  });
  return list;
}

/**
 * How many numbers of `model` are trained: the sizes of its `parameters` together.
 *
 * @throws TypeError if `model` is no object, array or function
 */
export function parameterCount(model: unknown): number {
  let count = 0;
  for (const { size } of parameters(model)) count += size;
  return count;
}
