import { stateDict, type valueAndGrads } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { seededTensor } from './seeded';

/**
 * Gives every Variable of a model numbers that a script in another language can make as well: `seededTensor` of its shape, of seed 10 + its
 * place in `shapes`, times 0.7. The names have to be those of the model.
 */
export function assignSeeded(model: object, shapes: Readonly<Record<string, number[]>>): void {
  const state = stateDict(model);
  expect(Object.keys(state).sort()).toEqual(Object.keys(shapes).sort());
  Object.entries(shapes).forEach(([name, shape], i) => {
    tf.tidy(() => (state[name] as tf.Variable).assign(seededTensor(shape, 10 + i, 0.7)));
  });
}

/** Compares the gradients of all Variables of a model with numbers by name, to an absolute `tolerance`. */
export function expectGolden(
  model: object,
  { grads }: Pick<ReturnType<typeof valueAndGrads>, 'grads'>,
  wanted: Readonly<Record<string, number[]>>,
  tolerance = 2e-6,
): void {
  for (const [name, variable] of Object.entries(stateDict(model))) {
    const gradient = grads.get(variable) as tf.Tensor;
    const values = wanted[name] as number[];
    expect(tf.reshape(gradient, [values.length]), name).toBeClose(values, { absolute: tolerance });
  }
}
