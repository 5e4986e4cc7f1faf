import {
  expectGradients,
  expectNoLeaks,
  expectRefusal,
  expectSameOnEveryBackend,
  seededTensor,
} from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import golden from '../../fixtures/torch-norms.json';
import { random } from '../../random/random';
import { dropout } from '../noise/dropout';
import { batchNorm } from './batch-norm';
import { groupNorm, instanceNorm } from './group-norm';
import { layerNorm, rmsNorm } from './layer-norm';
import type { AffineOptions } from './normalise';

/** sin(rate i + phase) */
function wave(shape: number[], rate: number, phase: number): tf.Tensor {
  const size = shape.reduce((product, axis) => product * axis, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, (_, i) => Math.sin(rate * i + phase)),
    shape,
  );
}

type Norm = (
  x: tf.Tensor,
  options: AffineOptions & { axes?: number; groups?: number },
) => tf.Tensor;

const trained: Norm = (x, options) => {
  const { y, mean, variance } = batchNorm(x, { ...options, training: true });
  tf.dispose([mean, variance]);
  return y;
};

const OPS: Record<string, Norm> = {
  layerNorm,
  rmsNorm: (x, { bias: _, ...options }) => rmsNorm(x, options),
  groupNorm: (x, { groups = 1, ...options }) => groupNorm(x, groups, options),
  instanceNorm,
  batchNorm: trained,
};

/*
 * F.layer_norm, F.group_norm, F.instance_norm and F.batch_norm (training) of PyTorch 1.13, and the formula of rms_norm,
 * with x = sin(0.7 i), weight = sin(0.3 i + 1), bias = sin(i + 2) in the order of our layouts, and the gradients of
 * Σ y sin(0.2 i + 3).
 */
test.each(golden)('$op as PyTorch: $title', (wanted) => {
  const f = OPS[wanted.op] as Norm;
  const x = wave(wanted.x, 0.7, 0);
  const [weight, bias] = [wave(wanted.affine, 0.3, 1), wave(wanted.affine, 1, 2)];
  const own = (a: tf.Tensor, s: tf.Tensor, b: tf.Tensor) =>
    f(a, { ...wanted.options, weight: s, bias: b });
  expect(own(x, weight, bias)).toBeClose(wanted.y, { absolute: 2e-5 });
  const variables = [x, weight, ...(wanted.dshift ? [bias] : [])];
  const gradients = tf.grads((a: tf.Tensor, s: tf.Tensor, b: tf.Tensor = bias) => own(a, s, b))(
    variables,
    wave(wanted.x, 0.2, 3),
  );
  expect(gradients[0]).toBeClose(wanted.dx, { absolute: 4e-5 });
  expect(gradients[1]).toBeClose(wanted.dscale, { absolute: 4e-5 });
  if (wanted.dshift) expect(gradients[2]).toBeClose(wanted.dshift, { absolute: 4e-5 });
});

describe('norms', () => {
  test.each([1, 3, 5, 7, 17, 33])(
    'the same on every backend, %i channels',
    async (size) => {
      await expectSameOnEveryBackend(
        () => {
          const x = seededTensor([3, 2, 5, size]);
          const [weight, bias] = [seededTensor([size], 2), seededTensor([size], 3)];
          const norms: ((a: tf.Tensor, s: tf.Tensor, b: tf.Tensor) => tf.Tensor)[] = [
            (a, s, b) => layerNorm(a, { weight: s, bias: b, epsilon: 0.01 }),
            (a, s) => rmsNorm(a, { weight: s }),
            (a, s, b) => groupNorm(a, 1, { weight: s, bias: b }),
            (a, s, b) => instanceNorm(a, { weight: s, bias: b }),
            (a, s, b) => trained(a, { weight: s, bias: b }),
            (a, s, b) =>
              batchNorm(a, {
                mean: bias,
                variance: tf.square(weight),
                weight: s,
                bias: b,
                epsilon: 0.1,
              }),
          ];
          const dy = seededTensor(x.shape, 4);
          return norms.flatMap((f) => {
            const inputs = f === norms[1] ? [x, weight] : [x, weight, bias];
            return [
              f(x, weight, bias),
              ...tf.grads((...a: tf.Tensor[]) => f(...(a as [tf.Tensor, tf.Tensor, tf.Tensor])))(
                inputs,
                dy,
              ),
            ];
          });
        },
        { absolute: 1e-4, relative: 1e-4 },
      );
    },
    60_000,
  );

  test('more rows than are summed at once', async () => {
    await expectSameOnEveryBackend(
      () => {
        const x = tf.add(seededTensor([2, 150, 5]), 3);
        const dy = seededTensor(x.shape, 2);
        return [tf.grad((a: tf.Tensor) => trained(a, {}))(x, dy), groupNorm(x, 1), instanceNorm(x)];
      },
      { absolute: 1e-4, relative: 1e-4 },
    );
  });

  test('a large mean costs no digits', () => {
    const x = tf.mul(seededTensor([40, 16]), 0.5);
    // Steps of 2⁻¹⁰ are exact at 8192 too.
    const coarse = tf.div(tf.round(tf.mul(x, 512)), 512);
    const far = tf.add(coarse, 8192);
    expect(layerNorm(far)).toBeClose(layerNorm(coarse), { absolute: 1e-2 });
    expect(instanceNorm(tf.reshape(far, [1, 40, 16]))).toBeClose(
      instanceNorm(tf.reshape(coarse, [1, 40, 16])),
      { absolute: 1e-2 },
    );
  });

  test('statistics of a batch', () => {
    const x = seededTensor([4, 3, 2]);
    const { mean, variance } = batchNorm(x, { training: true });
    const wanted = tf.moments(x, [0, 1]);
    expect(mean).toBeClose(wanted.mean);
    expect(variance).toBeClose(wanted.variance);
  });

  // tf.sin, since tfjs takes second derivatives of tf.tanh as if its output were a constant.
  test.each(Object.keys(OPS))('gradients of gradients: %s', (name) => {
    const f = OPS[name] as Norm;
    const squares = (a: tf.Tensor, s: tf.Tensor) =>
      tf.sum(
        tf.square(
          tf.grad((b: tf.Tensor) => tf.sum(tf.square(tf.sin(f(b, { weight: s, epsilon: 0.3 })))))(
            a,
          ),
        ),
      );
    const inputs = [seededTensor([3, 2], 1), seededTensor([2], 2)];
    if (name !== 'instanceNorm')
      expectGradients(squares, inputs, { absolute: 3e-2, relative: 3e-2 });
    else
      expectGradients(squares, [seededTensor([1, 3, 2], 1), inputs[1] as tf.Tensor], {
        absolute: 3e-2,
        relative: 3e-2,
      });
  });

  test('leave nothing behind', async () => {
    const x = seededTensor([2, 3, 4]);
    const [weight, bias] = [seededTensor([4]), seededTensor([4], 2)];
    await expectNoLeaks(() => {
      for (const f of Object.values(OPS)) {
        const g = (a: tf.Tensor, s: tf.Tensor) => f(a, { weight: s, bias });
        tf.dispose([g(x, weight), ...tf.grads(g)([x, weight])]);
      }
      tf.dispose(dropout(x, { rate: 0.5, rng: random(1) }));
    });
  });

  test.each<[string, (x: tf.Tensor) => unknown, string]>([
    [
      'weight',
      (x) => layerNorm(x, { weight: tf.ones([3]) }),
      'layerNorm: weight: expected [4], got [3]',
    ],
    [
      'axes',
      (x) => layerNorm(x, { axes: 4 }),
      'layerNorm: axes: expected an integer from 1 to 3, got 4',
    ],
    [
      'epsilon',
      (x) => rmsNorm(x, { epsilon: 0 }),
      'rmsNorm: epsilon: expected a number over 0, got 0',
    ],
    [
      'groups',
      (x) => groupNorm(x, 3),
      'groupNorm: groups: expected a divisor of 4 channels, got 3',
    ],
    [
      'a single number',
      (x) => instanceNorm(tf.slice(x, 0, [1, 1, 4])),
      'instanceNorm: x: expected more than one number for each mean, got [1, 1, 4]',
    ],
    [
      'a batch of one',
      (x) => batchNorm(tf.slice(x, 0, [1, 1, 4]), { training: true }).y,
      'batchNorm: x: expected more than one number a channel to train on, got [1, 1, 4]',
    ],
    [
      'statistics',
      (x) => batchNorm(x, { mean: tf.zeros([3]), variance: tf.ones([4]) }),
      'batchNorm: mean: expected [4], got [3]',
    ],
    [
      'a mean that is NaN',
      (x) => batchNorm(x, { mean: tf.tensor([0, Number.NaN, 0, 0]), variance: tf.ones([4]) }),
      'batchNorm: mean: expected finite numbers, got NaN for channel 1',
    ],
    [
      'a variance below 0',
      (x) => batchNorm(x, { mean: tf.zeros([4]), variance: tf.tensor([1, 1, -1, 1]) }),
      'batchNorm: variance: expected finite numbers of at least 0, got -1 for channel 2',
    ],
    [
      'statistics that are missing',
      (x) => batchNorm(x, { mean: tf.zeros([4]) }),
      'batchNorm: variance: expected a tensor [...], got undefined',
    ],
    [
      'statistics in training',
      (x) => batchNorm(x, { training: true, variance: tf.ones([4]) }).y,
      'batchNorm: variance: expected none while it trains, got a float32 tensor [4]',
    ],
    [
      'a rate of 1',
      (x) => dropout(x, { rate: 1, rng: random(1) }),
      'dropout: rate: expected a number in [0, 1), got 1',
    ],
  ])('errors: %s', async (_, run, message) => {
    const x = seededTensor([2, 3, 4]);
    await expectRefusal(() => tf.tidy(() => run(x) as tf.Tensor), message);
  });
});

describe('dropout', () => {
  test('drops its share, and keeps the mean', async () => {
    const y = dropout(tf.ones([100, 100]), { rate: 0.3, rng: random(1) });
    const values = (await y.data()) as Float32Array;
    const dropped = values.filter((value) => value === 0).length / values.length;
    expect(Math.abs(dropped - 0.3)).toBeLessThan(0.02);
    expect(new Set(values)).toEqual(new Set([0, Math.fround(1 / 0.7)]));
  });

  test('the gradient goes where x went', () => {
    const f = (x: tf.Tensor) => dropout(x, { rate: 0.5, rng: random(3) });
    const ones = tf.ones([7, 5]);
    expect(tf.grad(f)(ones)).toBeClose(f(ones));
  });
});
