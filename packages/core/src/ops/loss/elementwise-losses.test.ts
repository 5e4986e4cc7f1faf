import {
  backendName,
  expectGradients,
  expectNoLeaks,
  expectRefusal,
  expectSameOnEveryBackend,
  seededTensor,
} from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { ShapeError } from '../../check/shape';
import { mse } from './mse';
import type { Reduction } from './reduction';
import { sigmoidCrossEntropy } from './sigmoid-cross-entropy';

const REDUCTIONS: Reduction[] = ['mean', 'sum', 'none'];

const LOSSES = {
  mse: {
    loss: mse,
    names: ['prediction', 'target'],
    plain: (x: tf.Tensor, t: tf.Tensor) => tf.square(tf.sub(x, t)),
  },
  sigmoidCrossEntropy: {
    loss: sigmoidCrossEntropy,
    names: ['logits', 'labels'],
    plain: (x: tf.Tensor, t: tf.Tensor) => {
      const p = tf.sigmoid(x);
      const right = tf.mul(t, tf.log(p));
      return tf.neg(tf.add(right, tf.mul(tf.sub(1, t), tf.log(tf.sub(1, p)))));
    },
  },
};
const NAMES = Object.keys(LOSSES) as (keyof typeof LOSSES)[];

// l = F.mse_loss(x, t, reduction=…), F.binary_cross_entropy_with_logits(x, t, reduction=…);
// (l * seeded(l.shape, 3)).sum().backward(), with x, t = seeded([2, 3], 1, 4), seeded([2, 3], 2).abs()
const GOLDEN = {
  mse: {
    mean: {
      loss: [4.90031],
      dx: [0.46154, 0.197232, 0.103034, -0.202379, 0.705916, 0.316969],
      dt: [-0.46154, -0.197232, -0.103034, 0.202379, -0.705916, -0.316969],
    },
    sum: {
      loss: [29.4018],
      dx: [2.76924, 1.18339, 0.618205, -1.21428, 4.2355, 1.90181],
      dt: [-2.76924, -1.18339, -0.618205, 1.21428, -4.2355, -1.90181],
    },
    none: {
      loss: [6.94148, 1.26762, 0.345936, 1.33464, 16.2382, 3.27391],
      dx: [2.76924, -0.228231, -0.879089, 1.28889, 1.87821, -2.64128],
      dt: [-2.76924, 0.228231, 0.879089, -1.28889, -1.87821, 2.64128],
    },
  },
  sigmoidCrossEntropy: {
    mean: {
      loss: [1.00171],
      dx: [0.0366149, -0.0157639, 0.00995162, -0.0309725, 0.0356762, 0.0442446],
      dt: [-0.18467, -0.0916044, 0.00297247, 0.143565, -0.314942, -0.0914309],
    },
    sum: {
      loss: [6.01023],
      dx: [0.219689, -0.0945836, 0.0597097, -0.185835, 0.214057, 0.265468],
      dt: [-1.10802, -0.549627, 0.0178348, 0.861393, -1.88965, -0.548585],
    },
    none: {
      loss: [1.22427, 0.38486, 0.689148, 1.02353, 1.58766, 1.10077],
      dx: [0.219689, 0.0182416, -0.0849073, 0.197254, 0.0949226, -0.368688],
      dt: [-1.10802, 0.106002, -0.0253611, -0.914324, -0.837958, 0.761888],
    },
  },
};

describe.each(NAMES)('%s', (name) => {
  const { loss, names, plain } = LOSSES[name];
  const inputs = (shape: number[], scale = 1) => [
    seededTensor(shape, 1, scale),
    tf.abs(seededTensor(shape, 2)),
  ];
  const by = (reduction: Reduction) => {
    const f = (...[x, t]: tf.Tensor[]) => loss(x as tf.Tensor, t as tf.Tensor, { reduction });
    return f;
  };

  test('shapes', () => {
    for (const shape of [[], [1], [2], [2, 3], [2, 3, 5, 7]]) {
      const [x, t] = inputs(shape) as [tf.Tensor, tf.Tensor];
      expect(loss(x, t).shape).toEqual([]);
      expect(loss(x, t, { reduction: 'sum' }).shape).toEqual([]);
      expect(loss(x, t, { reduction: 'none' }).shape).toEqual(shape);
    }
  });

  test.each(REDUCTIONS)('golden numbers and gradients, %s', (reduction) => {
    const given = inputs([2, 3], 4);
    const f = by(reduction);
    const { loss: value, dx, dt } = GOLDEN[name][reduction];
    expect(f(...given)).toBeClose(value);
    const gradients = tf.grads(f)(given, seededTensor(f(...given).shape, 3));
    expect(gradients[0]).toBeClose(dx);
    expect(gradients[1]).toBeClose(dt);
  });

  test.each([1, 3, 5, 7, 17, 33, 1027])('is its formula at %i elements', (n) => {
    const [x, t] = inputs([n], 3) as [tf.Tensor, tf.Tensor];
    const wanted = plain(x, t);
    const tolerance = { absolute: 1e-4 };
    expect(loss(x, t, { reduction: 'none' })).toBeClose(wanted, tolerance);
    expect(loss(x, t)).toBeClose(tf.mean(wanted), tolerance);
    expect(loss(x, t, { reduction: 'sum' })).toBeClose(tf.sum(wanted), tolerance);
    const dy = seededTensor([n], 3);
    const gradients = tf.grads(by('none'))([x, t], dy);
    tf.grads(plain as never)([x, t], dy).forEach((gradient, i) => {
      expect(gradients[i]).toBeClose(gradient, tolerance);
    });
  });

  test.each(REDUCTIONS)('gradients, and those of the gradients, %s', (reduction) => {
    const f = by(reduction);
    expectGradients(f, inputs([2, 3]));
    const first = (...xs: tf.Tensor[]) =>
      tf.concat(tf.grads((...zs: tf.Tensor[]) => tf.sum(tf.square(f(...zs))))(xs));
    expectGradients(first, inputs([2, 3]));
  });

  test('gradients of one element', () => {
    for (const shape of [[], [1], [1, 1]]) {
      for (const reduction of REDUCTIONS) expectGradients(by(reduction), inputs(shape));
    }
  });

  test.skipIf(backendName === 'webgpu')('a NaN comes through', () => {
    const [x, t] = [tf.tensor([0, Number.NaN, 0]), tf.zeros([3])];
    const losses = loss(x, t, { reduction: 'none' }).dataSync();
    expect([...losses].map(Number.isNaN)).toEqual([false, true, false]);
    expect(loss(x, t)).toBeClose(Number.NaN);
  });

  test('refuses what does not fit', async () => {
    const [x, t] = [tf.zeros([2, 3]), tf.zeros([3, 2])];
    const error = await expectRefusal(
      () => loss(x, t),
      `${name}: ${names[1]}: expected [2, 3] as ${names[0]}, got [3, 2]`,
    );
    expect(error).toBeInstanceOf(ShapeError);
    const row = tf.zeros([3]);
    await expectRefusal(() => loss(x, row), /expected \[2, 3\] as \w+, got \[3\]$/);
    const ids = tf.zeros([2, 3], 'int32');
    await expectRefusal(
      () => loss(x, ids),
      new RegExp(`^${name}: ${names[1]}: expected dtype float32, got int32`),
    );
    await expectRefusal(
      () => loss(x, x, { reduction: 'max' as Reduction }),
      `${name}: reduction: expected "mean", "sum" or "none", got "max"`,
    );
    await expectRefusal(
      () => loss(1 as never, x),
      `${name}: ${names[0]}: expected a tensor [...], got 1`,
    );
    t.dispose();
    await expectRefusal(
      () => loss(t, x),
      `${name}: ${names[0]}: expected a tensor that is alive, got a disposed one [3, 2]`,
    );
  });

  test('leaves its result only', async () => {
    const given = inputs([2, 3]);
    for (const reduction of REDUCTIONS) {
      await expectNoLeaks(() => by(reduction)(...given).dispose());
      await expectNoLeaks(() => tf.dispose(tf.grads(by(reduction))(given)));
    }
  });

  test('is the same on every backend', async () => {
    await expectSameOnEveryBackend(() =>
      REDUCTIONS.flatMap((reduction) => {
        const given = inputs([3, 17], 4);
        return [by(reduction)(...given), ...tf.grads(by(reduction))(given)];
      }),
    );
  });
});

test('sigmoidCrossEntropy does not overflow', () => {
  const x = tf.tensor([-3e38, -100, 100, 3e38, -3e38, 50]);
  const t = tf.tensor([0, 1, 0, 1, 1, 1]);
  const losses = sigmoidCrossEntropy(x, t, { reduction: 'none' });
  expect(losses).toBeClose([0, 100, 100, 0, 3e38, 0]);
  const dx = tf.grad((z) => sigmoidCrossEntropy(z, t, { reduction: 'sum' }))(x);
  expect(dx).toBeClose([0, -1, 1, 0, -1, 0]);
});
