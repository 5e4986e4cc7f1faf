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
import { gather } from './gather';
import { takeRows } from './rows';
import { segmentSum } from './segment-sum';

const EXACT = { absolute: 0, relative: 0 };
const int = (values: number[], shape: number[] = [values.length]) =>
  tf.tensor(values, shape, 'int32');
/** The same ids, of which this thread does not know the values where a GPU runs. */
const computed = (ids: tf.Tensor) => tf.add(ids, tf.zerosLike(ids));

describe('gather', () => {
  test('takes entries along any axis, with indices of any shape', () => {
    const x = seededTensor([2, 3, 5, 7], 1);
    const indices = int([2, 0, 1, 1, 2, 2, 0, 1, 0, 0, 2], [11, 1]);
    for (const axis of [0, 1, 2, 3, -1, -2]) {
      const count = x.shape.at(axis) as number;
      const fitting = tf.minimum(indices, count - 1) as tf.Tensor;
      const y = gather(x, tf.cast(fitting, 'int32'), axis);
      const wanted = tf.gather(x, tf.cast(fitting, 'int32') as tf.Tensor2D, axis);
      expect(y.shape).toEqual(wanted.shape);
      expect(y).toBeClose(wanted, EXACT);
    }
    expect(gather(x, tf.scalar(1, 'int32')).shape).toEqual([3, 5, 7]);
    expect(gather(x, tf.scalar(1, 'int32'))).toBeClose(tf.unstack(x)[1] as tf.Tensor, EXACT);
  });

  test('gradient, also of entries that are taken several times or not at all', () => {
    for (const axis of [0, 1, 2]) {
      const weight = seededTensor(
        [2, 3, 5].map((size, i) => (i === axis ? 4 : size)),
        7,
      );
      expectGradients(
        (x) => tf.sum(tf.mul(tf.square(gather(x, int([1, 0, 1, 1]), axis)), weight)) as tf.Scalar,
        [seededTensor([2, 3, 5], 1)],
      );
    }
  });

  test('gradient of a gradient', () => {
    const x = seededTensor([3, 5], 1);
    const ids = int([2, 2, 0]);
    const inner = (z: tf.Tensor) => {
      const y = gather(z, ids);
      return tf.sum(tf.mul(tf.square(y), y));
    };
    const got = tf.grad((z: tf.Tensor) => tf.sum(tf.grad(inner)(z)))(x);
    const times = tf.tensor([[1], [0], [2]]);
    expect(got).toBeClose(tf.mul(tf.mul(x, 6), times));
  });

  test('is the same on every backend, with its gradient, at odd sizes', async () => {
    for (const size of [1, 3, 5, 7, 17, 33]) {
      await expectSameOnEveryBackend(() => {
        const x = seededTensor([3, 5, size], 1);
        const ids = int([4, 4, 0, 2, 4, 1, 0]);
        const f = (z: tf.Tensor) => tf.sum(tf.square(gather(z, ids, 1)));
        return [gather(x, ids, 1), gather(x, computed(ids), 1), tf.grad(f)(x)];
      });
    }
  });

  test('leaves its result only', async () => {
    const x = seededTensor([3, 5], 1);
    const ids = int([2, 2, 0]);
    await expectNoLeaks(() => gather(x, ids).dispose());
    await expectNoLeaks(() =>
      tf
        .grad((z: tf.Tensor) => tf.sum(gather(z, ids)))(x)
        .dispose(),
    );
  });
});

describe('segmentSum', () => {
  test('adds rows of one id', () => {
    const x = tf.tensor([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    expect(segmentSum(x, int([2, 0, 2]), 4)).toBeClose([
      [3, 4],
      [0, 0],
      [6, 8],
      [0, 0],
    ]);
    expect(segmentSum(tf.tensor([1, 2, 3]), int([1, 1, 0]), 2)).toBeClose([3, 3]);
  });

  test('gradient', () => {
    const weight = seededTensor([4, 3], 7);
    expectGradients(
      (x) => tf.sum(tf.mul(tf.square(segmentSum(x, int([2, 0, 2, 3, 2]), 4)), weight)) as tf.Scalar,
      [seededTensor([5, 3], 1)],
    );
  });

  test('is the same on every backend', async () => {
    await expectSameOnEveryBackend(() => {
      const ids = int([3, 0, 3, 3, 1]);
      return [
        segmentSum(seededTensor([5, 3, 7], 1), ids, 4),
        segmentSum(seededTensor([5], 1), computed(ids), 5),
      ];
    });
  });
});

describe('rows of ids outside', () => {
  const layout = { outer: 2, count: 3, size: 5 };

  test('are zeros, and get no gradient', () => {
    const x = seededTensor([2, 3, 5], 1);
    for (const ids of [int([1, -1, 3, 1]), computed(int([1, -1, 3, 1]))]) {
      const y = takeRows(x, ids, layout, [2, 4, 5]);
      const row = tf.slice(x, [0, 1, 0], [2, 1, 5]);
      const none = tf.zeros([2, 2, 5]);
      expect(y).toBeClose(tf.concat([row, none, row], 1), EXACT);
      const dx = tf.grad((z: tf.Tensor) => tf.sum(takeRows(z, ids, layout, [2, 4, 5])))(x);
      const other = tf.zeros([2, 1, 5]);
      expect(dx).toBeClose(tf.concat([other, tf.fill([2, 1, 5], 2), other], 1), EXACT);
    }
  });

  test.runIf(backendName === 'webgpu')('that a GPU computed give zeros', () => {
    const x = tf.ones([3, 5]);
    expect(gather(x, computed(int([1, 7, -2])))).toBeClose([
      Array(5).fill(1),
      Array(5).fill(0),
      Array(5).fill(0),
    ]);
  });
});

describe('gather and segmentSum refuse', () => {
  test('indices outside, by name', async () => {
    const x = tf.zeros([2, 3, 5]);
    for (const [values, id, at] of [
      [[0, 1, 2, 0, 1, 3], 3, 5],
      [[0, 1, -1, 0, 1, 3], -1, 2],
      [[2 ** 31 - 1], 2147483647, 0],
      [[0, 0, 0, 0, -(2 ** 31)], -2147483648, 4],
    ] as const) {
      const ids = int([...values]);
      const error = await expectRefusal(
        () => gather(x, ids, 1),
        `gather: indices: expected ids from 0 to 2 (axis 1 of size 3), got ${id} at ${at}`,
      );
      expect(error).toBeInstanceOf(RangeError);
    }
    const [rows, ids] = [tf.zeros([3, 5]), int([0, 4, 1])];
    await expectRefusal(
      () => segmentSum(rows, ids, 4),
      'segmentSum: ids: expected ids from 0 to 3 (count 4), got 4 at 1',
    );
  });

  test('other dtypes, axes and shapes', async () => {
    const [x, ids, floats] = [tf.zeros([2, 3]), int([0]), tf.zeros([1])];
    await expectRefusal(
      () => gather(x, floats),
      'gather: indices: expected dtype int32, got float32',
    );
    await expectRefusal(
      () => gather(x, ids, 2),
      'gather: axis: expected an integer from -2 to 1, got 2',
    );
    const scalar = tf.scalar(1);
    await expectRefusal(() => gather(scalar, ids), 'gather: x: expected [..., count], got []');
    await expectRefusal(() => segmentSum(x, ids, 2), 'segmentSum: ids: expected [2], got [1]');
    await expectRefusal(
      () => segmentSum(x, ids, -1),
      'segmentSum: count: expected an integer from 0 to 2147483647, got -1',
    );
  });
});
