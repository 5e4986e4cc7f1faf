import { valueAndGrads } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { seededTensor } from './seeded';
import { registerToBeClose, type Tolerance } from './to-be-close';

export interface GradientOptions extends Tolerance {
  /** The step of the central difference. Default 1e-2: float32 leaves about 1e-4 of error there. */
  step?: number;
}

/**
 * Compares the gradient of `f` at `inputs`, as `tf.grads` and as `valueAndGrads` take it, with
 * central differences, (f(x + h) − f(x − h)) / 2h, element by element, for every input. An output of
 * any shape is made a scalar by a fixed weight an element, so that no gradient cancels.
 */
export function expectGradients(
  f: (...inputs: tf.Tensor[]) => tf.Tensor,
  inputs: readonly tf.Tensor[],
  { step = 1e-2, absolute = 3e-3, relative = 1e-2 }: GradientOptions = {},
): void {
  registerToBeClose();
  tf.tidy(() => {
    const probe = f(...inputs);
    const weights = seededTensor(probe.shape, 99);
    const scalar = (...xs: tf.Tensor[]) => tf.sum(tf.mul(f(...xs), weights)) as tf.Scalar;
    const gradients = tf.grads(scalar)([...inputs]);
    inputs.forEach((input, which) => {
      const differences = Array.from({ length: input.size }, (_, i) =>
        tf.tidy(() => {
          const move = new Float32Array(input.size);
          move[i] = step;
          const h = tf.tensor(move, input.shape);
          const at = (x: tf.Tensor) => scalar(...inputs.map((own, j) => (j === which ? x : own)));
          return tf.sub(at(tf.add(input, h)), at(tf.sub(input, h)));
        }),
      );
      // Nothing is read back here: a GPU could not be read at once.
      const numeric = tf.reshape(tf.div(tf.stack(differences), 2 * step), input.shape);
      const tolerance = { absolute, relative };
      expect(gradients[which], `gradient of input ${which}`).toBeClose(numeric, tolerance);
    });
    expectSameFromTape(scalar, inputs, gradients);
  });
}

/** `valueAndGrads` must give what `tf.grads` gave. */
function expectSameFromTape(
  scalar: (...xs: tf.Tensor[]) => tf.Scalar,
  inputs: readonly tf.Tensor[],
  gradients: readonly tf.Tensor[],
): void {
  const variables = inputs.map((input) => tf.variable(input));
  try {
    const { grads } = valueAndGrads(() => scalar(...variables), variables);
    variables.forEach((variable, which) => {
      const wanted = gradients[which] as tf.Tensor;
      const gradient = grads.get(variable);
      expect(gradient?.shape, `valueAndGrads: gradient of input ${which}`).toEqual(wanted.shape);
      expect(gradient, `valueAndGrads: gradient of input ${which}`).toBeClose(wanted);
    });
  } finally {
    tf.dispose(variables);
  }
}
