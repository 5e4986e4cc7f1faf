import { expectNoLeaks, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { matMul } from '../ops/dense/mat-mul';
import { valueAndGrads } from './value-and-grads';

const variable = (shape: number[], seed: number) =>
  tf.tidy(() => tf.variable(seededTensor(shape, seed)));

describe('valueAndGrads and tf.grad in one another', () => {
  const inner = (x: tf.Tensor) => tf.sum(tf.mul(tf.square(x), x));

  test('inside of tf.grad', async () => {
    const x = seededTensor([3], 1);
    const w = variable([3], 2);
    const first = (z: tf.Tensor) => {
      const { value, grads } = valueAndGrads(
        () =>
          tf.sum(
            tf.mul(tf.mul(matMul(tf.reshape(w, [1, 3]), tf.reshape(z, [3, 1])), w), z),
          ) as tf.Scalar,
        [w],
      );
      return tf.add(tf.sum(tf.square(grads.get(w) as tf.Tensor)), value);
    };
    // f = (w·z)², df/dw = 2 (w·z) z, |df/dw|² = 4 (w·z)² z·z
    const plain = (z: tf.Tensor) => {
      const dot = tf.sum(tf.mul(w, z));
      const square = tf.mul(dot, dot);
      return tf.add(tf.mul(4, tf.mul(square, tf.sum(tf.square(z)))), square);
    };
    expect(tf.grad(first)(x)).toBeClose(tf.grad(plain)(x));
    await expectNoLeaks(() => tf.grad(first)(x).dispose());
  });

  test('tf.grad inside of it', async () => {
    const w = variable([3], 2);
    const f = () => tf.sum(tf.square(tf.grad(inner)(tf.mul(w, 2)))) as tf.Scalar;
    const { value, grads } = valueAndGrads(f, [w]);
    // Σ (3 (2 w)²)² = 144 Σ w⁴
    expect(value).toBeClose(tf.mul(144, tf.sum(tf.pow(w, tf.scalar(4, 'int32')))));
    expect(grads.get(w)).toBeClose(tf.mul(576, tf.mul(w, tf.square(w))));
    await expectNoLeaks(() => {
      const made = valueAndGrads(f, [w]);
      tf.dispose([made.value, ...made.grads.values()]);
    });
  });

  test('tf.grad of something else inside of it', () => {
    const w = variable([3], 2);
    const constant = seededTensor([3], 3);
    const { grads } = valueAndGrads(() => {
      const masked = (x: tf.Tensor) => tf.mul(x, tf.topk(constant, 3).values);
      return tf.sum(tf.mul(tf.grad((x) => tf.sum(masked(x)))(tf.ones([3])), w)) as tf.Scalar;
    }, [w]);
    expect(grads.get(w)).toBeClose(tf.topk(constant, 3).values);
  });

  test('it inside of it', () => {
    const w = variable([3], 2);
    const { grads } = valueAndGrads(() => {
      const own = valueAndGrads(() => inner(w) as tf.Scalar, [w]);
      return tf.sum(own.grads.get(w) as tf.Tensor) as tf.Scalar;
    }, [w]);
    expect(grads.get(w)).toBeClose(tf.mul(6, w));
  });
});
