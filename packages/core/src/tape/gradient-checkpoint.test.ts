import { expectNoLeaks, expectRefusal, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { linear } from '../ops/dense/linear';
import { mse } from '../ops/loss/mse';
import { sgd } from '../optim/sgd';
import { random } from '../random/random';
import { isRecomputing } from '../random/replay';
import { train } from '../train/train';
import { gradientCheckpoint } from './gradient-checkpoint';
import { valueAndGrads } from './value-and-grads';

const EXACT = { absolute: 0, relative: 0 };
// Of weights that several parts share, gradients are added in another order.
const ROUNDING = { absolute: 1e-6 };
const variable = (shape: number[], seed: number) =>
  tf.tidy(() => tf.variable(seededTensor(shape, seed)));

type Wrap = typeof gradientCheckpoint;
const plain = ((f) => f) as Wrap;

/** The value of a loss, and its gradients, with and without checkpoints. */
function expectSameGradients(loss: (wrap: Wrap) => tf.Tensor, xs: tf.Variable[]): void {
  const wanted = valueAndGrads(() => loss(plain) as tf.Scalar, xs);
  const got = valueAndGrads(() => loss(gradientCheckpoint) as tf.Scalar, xs);
  expect(got.value).toBeClose(wanted.value, EXACT);
  expect([...got.grads.keys()]).toEqual([...wanted.grads.keys()]);
  for (const x of xs) {
    const grad = wanted.grads.get(x);
    if (grad !== undefined) expect(got.grads.get(x)).toBeClose(grad, ROUNDING);
  }
}

describe('gradientCheckpoint', () => {
  test('gives what f gives, and the same gradients of arguments and of what f closes over', async () => {
    const [w, v, b] = [variable([3, 5], 1), variable([5, 7], 2), variable([7], 3)];
    const x = variable([2, 3], 4);
    const target = seededTensor([2, 7], 5);
    const loss = (wrap: Wrap) => {
      const part = wrap((z: tf.Tensor) => {
        const h = linear(z, w, { activation: 'tanh' });
        return linear(tf.mul(h, h), v, { bias: b, activation: 'sigmoid' });
      });
      return mse(part(x), target);
    };
    expectSameGradients(loss, [w, v, b, x]);
    await expectNoLeaks(() => {
      const { value, grads } = valueAndGrads(() => loss(gradientCheckpoint), [w, x]);
      tf.dispose([value, ...grads.values()]);
    });
  });

  test('in a chain, in one another, and for weights that several parts share', () => {
    const w = variable([3, 3], 1);
    const unread = variable([3], 2);
    const x = seededTensor([2, 3], 2);
    const loss = (wrap: Wrap) => {
      const layer = wrap((z: tf.Tensor) => tf.tanh(tf.matMul(z as tf.Tensor2D, w as never)));
      const two = wrap((z: tf.Tensor) => layer(layer(z)));
      return tf.sum(tf.square(layer(two(two(x)))));
    };
    expectSameGradients(loss, [w, unread]);
  });

  test('several results, some without use, some that are an argument itself', () => {
    const [x, y] = [variable([2, 3], 1), variable([2, 3], 2)];
    const loss = (wrap: Wrap) => {
      const f = wrap((state: { a: tf.Tensor; b: tf.Tensor }) => {
        const sum = tf.add(state.a, state.b);
        return { a: tf.exp(sum), list: [state.b, sum, sum], unread: tf.mul(sum, 3) };
      });
      const { a, list } = f({ a: x, b: y });
      return tf.sum(
        tf.mul(a, tf.add(list[0] as tf.Tensor, tf.mul(list[1] as tf.Tensor, list[2] as tf.Tensor))),
      );
    };
    expectSameGradients(loss, [x, y]);
  });

  test('works with tf.grad and tf.variableGrads', () => {
    const w = variable([3, 5], 1);
    const x = seededTensor([2, 3], 2);
    const f = (wrap: Wrap) => {
      const part = wrap((z: tf.Tensor) => tf.tanh(tf.matMul(z as tf.Tensor2D, w as never)));
      return (z: tf.Tensor) => tf.sum(tf.mul(part(tf.square(z)), 3));
    };
    expect(tf.grad(f(gradientCheckpoint))(x)).toBeClose(tf.grad(f(plain))(x), EXACT);
    const of = (wrap: Wrap) =>
      tf.variableGrads(() => f(wrap)(x) as tf.Scalar, [w]).grads[w.name] as tf.Tensor;
    expect(of(gradientCheckpoint)).toBeClose(of(plain), EXACT);
  });

  test('a gradient of a gradient, and a gradient that f takes itself', () => {
    const x = variable([3], 1);
    const cube = (z: tf.Tensor) => tf.mul(tf.square(z), z);
    const second = (wrap: Wrap) => tf.grad((z: tf.Tensor) => tf.sum(tf.grad(wrap(cube))(z)))(x);
    expect(second(gradientCheckpoint)).toBeClose(tf.mul(x, 6));
    const loss = (wrap: Wrap) =>
      tf.sum(wrap((z: tf.Tensor) => tf.mul(tf.grad(cube)(tf.mul(z, 2)), z))(x));
    expectSameGradients(loss, [x]);
  });

  test('is just f where no gradient is taken', () => {
    let runs = 0;
    const f = gradientCheckpoint((z: tf.Tensor) => {
      runs++;
      return tf.square(z);
    });
    expect(f(tf.scalar(3))).toBeClose(9);
    expect(runs).toBe(1);
  });

  test('runs f again only for what depends on parameters', () => {
    let runs = 0;
    const f = gradientCheckpoint((z: tf.Tensor) => {
      runs++;
      return tf.square(z);
    });
    const [w, x] = [variable([], 1), tf.scalar(3)];
    valueAndGrads(() => tf.mul(f(x), w), [w]);
    expect(runs).toBe(1);
    valueAndGrads(() => tf.mul(f(w), w), [w]);
    expect(runs).toBe(3);
  });

  test('an argument may be disposed before the gradient is taken', () => {
    const w = variable([3], 1);
    const loss = (wrap: Wrap) => {
      const f = wrap((z: tf.Tensor, scale: tf.Tensor) => tf.tanh(tf.mul(tf.square(z), scale)));
      return tf.tidy(() => tf.sum(f(tf.mul(w, 2), tf.scalar(0.7))));
    };
    expectSameGradients(loss, [w]);
  });

  test('draws the same numbers twice, and leaves generators where f left them', () => {
    const w = variable([5], 1);
    const draws: number[] = [];
    const loss = (wrap: Wrap) => {
      const rng = random(3);
      const fixed = random(4);
      const noisy = wrap((z: tf.Tensor, options: { rng: typeof rng }) => {
        const [child] = fixed.split(1);
        const noise = tf.add(options.rng.uniform([5]), (child as typeof rng).normal([5]));
        return tf.tanh(tf.mul(z, noise));
      });
      const twice = wrap((z: tf.Tensor) => noisy(noisy(z, { rng }), { rng }));
      const y = twice(noisy(w, { rng }));
      draws.push(rng.next(), fixed.next());
      return tf.sum(y);
    };
    expectSameGradients(loss, [w]);
    expect(draws.slice(2)).toEqual(draws.slice(0, 2));
  });

  test('tells f that it runs again, and only then', () => {
    const seen: boolean[] = [];
    const w = variable([], 1);
    const f = gradientCheckpoint((z: tf.Tensor) => {
      seen.push(isRecomputing());
      return tf.square(z);
    });
    valueAndGrads(() => f(w) as tf.Scalar, [w]);
    expect(seen).toEqual([false, true]);
    expect(isRecomputing()).toBe(false);
  });

  test('trains as without', async () => {
    const fit = async (wrap: Wrap) => {
      const w = variable([3, 3], 1);
      const layer = wrap((z: tf.Tensor) => linear(z, w, { activation: 'tanh' }));
      const options = {
        parameters: [w],
        optimizer: sgd({ learningRate: 0.1 }),
        batches: () => seededTensor([2, 3], 2),
        loss: (x: tf.Tensor) => tf.sum(tf.square(layer(layer(x)))),
        steps: 5,
      };
      for await (const _ of train(options));
      return w;
    };
    expect(await fit(gradientCheckpoint)).toBeClose(await fit(plain), EXACT);
  });
});

describe('gradientCheckpoint refuses', () => {
  const refuse = (f: (x: tf.Tensor) => unknown) => {
    const w = variable([3], 1);
    return () => valueAndGrads(() => tf.sum(gradientCheckpoint(f)(w) as tf.Tensor), [w]);
  };

  test('what is no function, and results that are no tensors', async () => {
    await expectRefusal(
      () => gradientCheckpoint(3 as never),
      'gradientCheckpoint: f: expected a function, got 3',
    );
    await expectRefusal(
      refuse(async () => 1),
      'gradientCheckpoint: f(): expected tensors, got a Promise',
    );
    await expectRefusal(
      refuse(() => new Map()),
      'gradientCheckpoint: f(): expected tensors, got a Map',
    );
  });

  test('a second run that gives something else', async () => {
    let runs = 0;
    await expectRefusal(
      refuse((x) => tf.tile(x, [++runs])),
      'gradientCheckpoint: f: expected [3] as at first, got [6]',
    );
  });
});

describe('what f closes over', () => {
  test('may have been freed when the gradient is taken: a residual connection in a tidy', () => {
    const w = tf.variable(tf.tensor1d([1, 2]));
    const loss = (checkpoint: boolean) => () =>
      tf.sum(
        tf.tidy(() => {
          const h = tf.mul(w, 3);
          const f = (p: tf.Tensor) => tf.add(tf.square(p), h);
          return checkpoint ? gradientCheckpoint(f)(h) : f(h);
        }),
      ) as tf.Scalar;
    const own = valueAndGrads(loss(true), [w]).grads.get(w) as tf.Tensor;
    expect(own).toBeClose(tf.tensor1d([21, 39]));
    expect(own).toBeClose(valueAndGrads(loss(false), [w]).grads.get(w) as tf.Tensor);
    const alone = () =>
      tf.sum(
        tf.tidy(() => {
          const h = tf.mul(w, 3);
          return gradientCheckpoint(() => tf.square(h))();
        }),
      ) as tf.Scalar;
    expect(valueAndGrads(alone, [w]).grads.get(w) as tf.Tensor).toBeClose(tf.tensor1d([18, 36]));
  });

  test('is taken as it was where a Variable has been assigned since', () => {
    const w = tf.variable(tf.tensor1d([1, 2]));
    const x = tf.variable(tf.tensor1d([5, 6]));
    const loss = () => {
      const y = gradientCheckpoint((a: tf.Tensor) => tf.mul(a, w))(x);
      w.assign(tf.tensor1d([10, 20]));
      return tf.sum(y) as tf.Scalar;
    };
    const { grads } = valueAndGrads(loss, [x, w]);
    expect(grads.get(x) as tf.Tensor).toBeClose(tf.tensor1d([1, 2]));
    expect(grads.get(w) as tf.Tensor).toBeClose(tf.tensor1d([5, 6]));
    expect(w).toBeClose(tf.tensor1d([10, 20]));
  });
});
