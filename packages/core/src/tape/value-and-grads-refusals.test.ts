import { backendName, expectRefusal, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { linear } from '../ops/dense/linear';
import { valueAndGrads } from './value-and-grads';

const variable = (shape: number[], seed: number) =>
  tf.tidy(() => tf.variable(seededTensor(shape, seed)));

describe('valueAndGrads refuses', () => {
  const a = () => variable([5], 1);

  test('an exception of its function, and goes on', async () => {
    const x = a();
    await expectRefusal(
      () =>
        valueAndGrads(() => {
          tf.tidy(() => tf.square(linear(tf.reshape(x, [1, 5]), tf.ones([5, 2]))));
          return tf.grad(() => {
            throw new Error('of the function');
          })(x) as tf.Scalar;
        }, [x]),
      'of the function',
    );
    const { grads } = valueAndGrads(() => tf.sum(tf.square(x)), [x]);
    expect(grads.get(x)).toBeClose(tf.mul(x, 2));
    expect(tf.grad((z) => tf.sum(tf.square(z)))(x)).toBeClose(tf.mul(x, 2));
  });

  test('what is no float32 scalar', async () => {
    const x = a();
    const refused: [() => unknown, string][] = [
      [() => tf.square(x), 'a float32 tensor [5]'],
      [() => tf.cast(tf.sum(x), 'int32'), 'an int32 tensor []'],
      [() => 3, '3'],
      [async () => tf.sum(x), 'a Promise'],
      [() => undefined, 'undefined'],
    ];
    for (const [f, got] of refused) {
      const error = await expectRefusal(
        () => valueAndGrads(f as () => tf.Scalar, [x]),
        `valueAndGrads: f(): expected a float32 scalar, got ${got}`,
      );
      expect(error).toBeInstanceOf(TypeError);
    }
    const gone = tf.scalar(1);
    gone.dispose();
    await expectRefusal(
      () => valueAndGrads(() => gone, [x]),
      'valueAndGrads: f(): expected a tensor that is alive, got a disposed one []',
    );
  });

  test('an op without a gradient on the path, and only there', async () => {
    const x = a();
    const top = (z: tf.Tensor) => tf.sum(tf.square(tf.topk(z, 2).values)) as tf.Scalar;
    await expectRefusal(
      () => valueAndGrads(() => top(tf.square(x)), [x]),
      'valueAndGrads: TopK: expected an op with a gradient, got one without',
    );
    const beside = tf.ones([5]);
    const { grads } = valueAndGrads(
      () => tf.add(top(beside), tf.mul(0, tf.sum(tf.square(x)))),
      [x],
    );
    expect(grads.get(x)).toBeClose(tf.zeros([5]));
  });

  test('a gradient of another shape than its input', async () => {
    const x = a();
    const wrong = tf.customGrad((z) => ({
      value: tf.square(z as tf.Tensor),
      gradFunc: () => tf.zeros([3]),
    }));
    await expectRefusal(
      () => valueAndGrads(() => tf.sum(wrong(x)), [x]),
      /^valueAndGrads: .*: gradient of input 0: expected float32 \[5\], got float32 \[3\]$/,
    );
  });

  test.skipIf(backendName === 'webgpu')('nothing because of a NaN', () => {
    const x = a();
    const { value, grads } = valueAndGrads(() => tf.sum(tf.mul(x, Number.NaN)), [x]);
    expect(value).toBeClose(Number.NaN);
    expect(grads.get(x)).toBeClose(Array(5).fill(Number.NaN));
  });
});

test('a gradient of tfjs may take one of ours on its way back', () => {
  const x = tf.tensor1d([1, 2]);
  const f = tf.customGrad((z) => ({
    value: tf.mul(z as tf.Tensor, 1),
    gradFunc: (dy) => {
      const v = tf.variable(z as tf.Tensor);
      const { value, grads } = valueAndGrads(() => tf.sum(tf.square(v)), [v]);
      tf.dispose([v, value]);
      return tf.mul(dy as tf.Tensor, grads.get(v) as tf.Tensor);
    },
  }));
  expect(tf.grad((z) => tf.sum(f(z)))(x)).toBeClose([2, 4]);
});
