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
import { valueAndGrads } from '../../tape/value-and-grads';
import type { Reduction } from './reduction';
import { softmaxCrossEntropy } from './softmax-cross-entropy';

const REDUCTIONS: Reduction[] = ['mean', 'sum', 'none'];
const inf = Number.POSITIVE_INFINITY;

// l = F.cross_entropy(x, t, reduction=…); (l * seeded(l.shape, 3)).sum().backward(), with
// x, t = seeded([3, 5], 1, 4), seeded([3, 5], 2).abs()
const GOLDEN = {
  mean: {
    loss: [5.21143],
    dx: [
      ...[0.0853696, -0.00573995, 0.0507959, -0.204914, 0.074488],
      ...[0.12594, -0.105868, -0.0266696, 0.00834722, -0.00174978],
      ...[0.0688696, 0.127077, -0.0168754, -0.189537, 0.0104651],
    ],
    dt: [
      ...[-0.702163, -0.516031, -0.326877, -0.0456909, -0.962706],
      ...[-0.645107, -0.0771819, -0.3835, -1.13985, -0.2671],
      ...[-0.852836, -0.611892, -0.376012, -0.0309176, -0.874383],
    ],
  },
  sum: {
    loss: [15.6343],
    dx: [
      ...[0.256109, -0.0172198, 0.152388, -0.614741, 0.223464],
      ...[0.377821, -0.317604, -0.0800088, 0.0250417, -0.00524936],
      ...[0.206609, 0.381232, -0.0506263, -0.56861, 0.0313953],
    ],
    dt: [
      ...[-2.10649, -1.54809, -0.980631, -0.137073, -2.88812],
      ...[-1.93532, -0.231546, -1.1505, -3.41955, -0.801301],
      ...[-2.55851, -1.83567, -1.12804, -0.0927529, -2.62315],
    ],
  },
  none: {
    loss: [6.01757, 4.12734, 5.48939],
    dx: [
      ...[0.256109, -0.0172198, 0.152388, -0.614741, 0.223464],
      ...[-0.0728672, 0.0612537, 0.0154307, -0.00482958, 0.0010124],
      ...[-0.293798, -0.542113, 0.0719907, 0.808565, -0.0446442],
    ],
    dt: [
      ...[-2.10649, -1.54809, -0.980631, -0.137073, -2.88812],
      ...[0.373249, 0.0446564, 0.221888, 0.6595, 0.15454],
      ...[3.6382, 2.61033, 1.60407, 0.131895, 3.73012],
    ],
  },
};

describe('softmaxCrossEntropy', () => {
  test('shapes', () => {
    for (const lead of [[], [2], [2, 3], [2, 3, 7]]) {
      const [x, t] = [tf.zeros([...lead, 5]), tf.ones([...lead, 5])];
      expect(softmaxCrossEntropy(x, t).shape).toEqual([]);
      expect(softmaxCrossEntropy(x, t, { reduction: 'sum' }).shape).toEqual([]);
      const losses = softmaxCrossEntropy(x, t, { reduction: 'none' });
      expect(losses.shape).toEqual(lead);
      expect(losses).toBeClose(tf.fill(lead, 5 * Math.log(5)));
    }
  });

  test.each(REDUCTIONS)('golden numbers and gradients, %s', (reduction) => {
    const inputs = [seededTensor([3, 5], 1, 4), tf.abs(seededTensor([3, 5], 2))];
    const f = (...[x, t]: tf.Tensor[]) =>
      softmaxCrossEntropy(x as tf.Tensor, t as tf.Tensor, { reduction });
    const loss = f(...inputs);
    const { loss: value, dx, dt } = GOLDEN[reduction];
    expect(loss).toBeClose(value);
    const gradients = tf.grads(f)(inputs, seededTensor(loss.shape, 3));
    expect(gradients[0]).toBeClose(dx);
    expect(gradients[1]).toBeClose(dt);
  });

  test.each([1, 3, 5, 7, 17, 33])('of one-hot labels is −log softmax, %i classes', (classes) => {
    const x = seededTensor<tf.Tensor2D>([7, classes], 1, 3);
    const ids = Array.from({ length: 7 }, (_, i) => (i * 5) % classes);
    const t = tf.tensor2d(
      ids.map((id) => Array.from({ length: classes }, (_, j) => Number(j === id))),
    );
    const logs = tf.log(tf.softmax(x));
    const wanted = tf.neg(tf.sum(tf.mul(logs, t), -1));
    const losses = softmaxCrossEntropy(x, t, { reduction: 'none' });
    expect(losses).toBeClose(wanted, { absolute: 1e-4 });
    expect(softmaxCrossEntropy(x, t)).toBeClose(tf.mean(losses));
    expect(softmaxCrossEntropy(x, t, { reduction: 'sum' })).toBeClose(tf.sum(losses));
  });

  test('neither overflows nor hears what a label of 0 silences', () => {
    const x = tf.tensor([
      [3e38, -3e38, 0],
      [1, -inf, -inf],
      [2, 2, -inf],
    ]);
    const t = tf.tensor([
      [1, 0, 0],
      [1, 0, 0],
      [0, 1, 0],
    ]);
    const losses = softmaxCrossEntropy(x, t, { reduction: 'none' });
    expect(losses).toBeClose([0, 0, Math.log(2)]);
    const dx = tf.grad((z) => softmaxCrossEntropy(z, t, { reduction: 'sum' }))(x);
    expect(dx).toBeClose([
      [0, 0, 0],
      [0, 0, 0],
      [0.5, -0.5, 0],
    ]);
  });

  test.skipIf(backendName === 'webgpu')('the loss of a NaN is NaN', () => {
    const x = tf.tensor([
      [Number.NaN, 0],
      [0, 0],
    ]);
    const losses = softmaxCrossEntropy(x, tf.ones([2, 2]), { reduction: 'none' }).dataSync();
    expect([...losses].map(Number.isNaN)).toEqual([true, false]);
  });

  test.each(REDUCTIONS)('gradients, and those of the gradients, %s', (reduction) => {
    const inputs = [seededTensor([2, 3], 1), tf.abs(seededTensor([2, 3], 2))];
    const f = (...[x, t]: tf.Tensor[]) =>
      softmaxCrossEntropy(x as tf.Tensor, t as tf.Tensor, { reduction });
    expectGradients(f, inputs);
    const first = (...xs: tf.Tensor[]) =>
      tf.concat(tf.grads((...zs: tf.Tensor[]) => tf.sum(tf.square(f(...zs))))(xs));
    expectGradients(first, inputs);
  });

  test('the gradient follows what the loss is multiplied with', () => {
    const x = tf.variable(seededTensor([2, 3], 1));
    const t = tf.tensor([
      [1, 0, 0],
      [0, 0, 1],
    ]);
    const once = valueAndGrads(() => softmaxCrossEntropy(x, t), [x]);
    const thrice = valueAndGrads(() => tf.mul(softmaxCrossEntropy(x, t), 3), [x]);
    expect(thrice.grads.get(x)).toBeClose(tf.mul(once.grads.get(x) as tf.Tensor, 3));
  });

  test('refuses what does not fit', async () => {
    const [x, t] = [tf.zeros([2, 3]), tf.zeros([3, 2])];
    const error = await expectRefusal(
      () => softmaxCrossEntropy(x, t),
      'softmaxCrossEntropy: labels: expected [2, 3] as logits, got [3, 2]',
    );
    expect(error).toBeInstanceOf(ShapeError);
    const scalar = tf.scalar(1);
    const [logits, classes] = [tf.zeros([4, 3]), tf.tensor1d([0, 1, 2, 1])];
    await expectRefusal(
      () => softmaxCrossEntropy(logits, classes),
      'softmaxCrossEntropy: labels: class indices must be int32: expected int32 [4], or float32 [4, 3] as logits, got float32 [4]',
    );
    await expectRefusal(
      () => softmaxCrossEntropy(scalar, scalar),
      'softmaxCrossEntropy: logits: expected [..., classes], got []',
    );
    const flags = tf.zeros([2, 3], 'bool');
    await expectRefusal(
      () => softmaxCrossEntropy(x, flags),
      'softmaxCrossEntropy: labels: expected dtype float32, got bool',
    );
    await expectRefusal(
      () => softmaxCrossEntropy(x, x, { reduction: 'max' as Reduction }),
      'softmaxCrossEntropy: reduction: expected "mean", "sum" or "none", got "max"',
    );
    await expectRefusal(
      () => softmaxCrossEntropy(x, [1, 2] as never),
      'softmaxCrossEntropy: labels: expected a tensor [...], got [1, 2]',
    );
    for (const dtype of ['float32', 'int32'] as const) {
      await expectRefusal(
        () => softmaxCrossEntropy(x, { dtype } as never),
        /^softmaxCrossEntropy: labels: expected a tensor \[.*\], got /,
      );
    }
    t.dispose();
    await expectRefusal(
      () => softmaxCrossEntropy(x, t),
      'softmaxCrossEntropy: labels: expected a tensor that is alive, got a disposed one [3, 2]',
    );
  });

  test('leaves its result only', async () => {
    const inputs = [seededTensor([2, 3], 1), tf.abs(seededTensor([2, 3], 2))];
    for (const reduction of REDUCTIONS) {
      const f = (...[x, t]: tf.Tensor[]) =>
        softmaxCrossEntropy(x as tf.Tensor, t as tf.Tensor, { reduction });
      await expectNoLeaks(() => f(...inputs).dispose());
      await expectNoLeaks(() => tf.dispose(tf.grads(f)(inputs)));
    }
  });

  test('is the same on every backend', async () => {
    await expectSameOnEveryBackend(() =>
      REDUCTIONS.flatMap((reduction) => {
        const inputs = [seededTensor([3, 17], 1, 4), tf.abs(seededTensor([3, 17], 2))];
        const f = (...[x, t]: tf.Tensor[]) =>
          softmaxCrossEntropy(x as tf.Tensor, t as tf.Tensor, { reduction });
        return [f(...inputs), ...tf.grads(f)(inputs)];
      }),
    );
  });
});
