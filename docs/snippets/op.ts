// #region op
import { runOp } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';

/**
 * A smooth rectifier, y = (x + √(x² + 4)) / 2, of any shape. Gradient: dx = dy (1 + x / √(x² + 4)) / 2.
 * Barron, Squareplus: A Softplus-Like Algebraic Rectifier, 2021.
 */
export function squareplus<T extends tf.Tensor>(x: T): T {
  return runOp(
    'Squareplus',
    [x],
    () => tf.tidy(() => tf.mul(tf.add(x, root(x)), 0.5) as T),
    () => [x], // what the gradient needs
    (dy, [saved]) => [
      () =>
        tf.tidy(() => {
          const input = saved as tf.Tensor;
          return tf.mul(dy, tf.mul(tf.add(tf.div(input, root(input)), 1), 0.5));
        }),
    ],
  );
}

function root(x: tf.Tensor): tf.Tensor {
  return tf.sqrt(tf.add(tf.square(x), 4));
}

// #endregion op

// #region check
import { setup, valueAndGrads } from '@dl/core';

await setup({ backend: 'cpu' });
const at = [-3, -0.5, 0, 0.5, 3];
const x = tf.variable(tf.tensor1d(at));
const { value, grads } = valueAndGrads(() => tf.sum(squareplus(x)), [x]);
const analytic = await (grads.get(x) as tf.Tensor).data();

const plain = (v: number) => (v + Math.sqrt(v * v + 4)) / 2;
const numeric = at.map((v) => (plain(v + 1e-4) - plain(v - 1e-4)) / 2e-4);
const difference = Math.max(
  ...at.map((_, i) => Math.abs((analytic[i] as number) - (numeric[i] as number))),
);
console.log(difference < 1e-5, difference);
tf.dispose([value, x, ...grads.values()]);
// #endregion check
