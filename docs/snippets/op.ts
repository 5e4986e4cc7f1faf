// #region op
import { expectPositive, expectTensor, type OptionChecks, readOptions } from '@dl/core/check';
import { op } from '@dl/core/extend';
import * as tf from '@tensorflow/tfjs-core';

export interface SquareplusOptions {
  /** How round the bend is: y = √b / 2 at 0. Default 4. */
  b?: number;
}

const OPTIONS: OptionChecks<SquareplusOptions> = { b: expectPositive };

/**
 * A smooth rectifier, y = (x + √(x² + b)) / 2. Gradient: dx = dy (1 + x / √(x² + b)) / 2.
 * Barron, Squareplus: A Softplus-Like Algebraic Rectifier, 2021.
 *
 * @param x float32, any shape
 * @throws RangeError for a `b` that is not over 0; TypeError for an unknown option or another dtype
 */
export function squareplus<T extends tf.Tensor>(x: T, options?: SquareplusOptions): T {
  const { b = 4 } = readOptions('squareplus', options, OPTIONS);
  expectTensor('squareplus', 'x', x, ['...']);
  const spec = {
    forward: () => tf.tidy(() => tf.mul(tf.add(x, root(x, b)), 0.5) as tf.Tensor),
    save: () => ({ input: x as tf.Tensor }), // what the gradient needs
    gradients: (dy: tf.Tensor, { input }: { input: tf.Tensor }) => ({
      x: () => tf.tidy(() => tf.mul(dy, tf.mul(tf.add(tf.div(input, root(input, b)), 1), 0.5))),
    }),
  };
  return op('Squareplus', { x }, spec) as T;
}

function root(x: tf.Tensor, b: number): tf.Tensor {
  return tf.sqrt(tf.add(tf.square(x), b));
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
