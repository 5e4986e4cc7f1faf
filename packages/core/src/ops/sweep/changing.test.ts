import { expectRefusal, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import * as core from '../../index';

// What changes between a check and the kernel, or before the gradient.

/** Options whose `name` has one value after the other. */
function changing<T>(name: string, values: readonly T[]): never {
  let asked = 0;
  const get = () => values[Math.min(asked++, values.length - 1)];
  return Object.defineProperty({}, name, { get, enumerable: true }) as never;
}

describe('an option is read once', () => {
  test.each([false, true])('a transpose of matMul that is %s at first', (first) => {
    const [a, b] = [seededTensor([3, 3], 1), seededTensor([3, 3], 2)];
    for (const name of ['transposeA', 'transposeB']) {
      const own = core.matMul(a, b, changing(name, [first, !first]));
      expect(own).toBeClose(core.matMul(a, b, { [name]: first }));
      expect(core.matMul(a, b, changing(name, [first, 'yes']))).toBeClose(own);
    }
  });

  test('strides, groups and paddings of a convolution', () => {
    const [x, filter] = [seededTensor([1, 5, 5, 2], 1), seededTensor([2, 2, 2, 2], 2)];
    const plain = core.conv2d(x, filter);
    for (const [name, first] of Object.entries({ stride: 1, groups: 1, dilation: 1, padding: 0 })) {
      expect(core.conv2d(x, filter, changing(name, [first, 2 ** 20]))).toBeClose(plain);
    }
  });
});

describe('a list is read when the op is called', () => {
  test('the begin of a slice, which its gradient needs', () => {
    const x = tf.variable(tf.ones([3]));
    const { grads } = core.valueAndGrads(() => {
      const begin = [0];
      const parts = [0, 1, 2].map((at) => {
        begin[0] = at;
        return tf.mul(tf.sum(core.slice(x, begin, [1])), at + 1);
      });
      return tf.addN(parts) as tf.Scalar;
    }, [x]);
    expect(grads.get(x)).toBeClose([1, 2, 3]);
  });

  test('an order, and paddings', () => {
    const x = tf.variable(seededTensor([2, 3], 1));
    const weights = seededTensor([4, 2], 2);
    const gradient = (order: number[], paddings: [number, number][], then: () => void) => {
      const f = () => {
        const y = core.pad(core.transpose(x, order), paddings);
        then();
        return tf.sum(tf.mul(y, weights)) as tf.Scalar;
      };
      return core.valueAndGrads(f, [x]).grads.get(x) as tf.Tensor;
    };
    const [order, first] = [[1, 0], [1, 0] as [number, number]];
    const own = gradient(order, [first, [0, 0]], () => {
      order.reverse();
      first.reverse();
    });
    const same = () => undefined;
    expect(own).toBeClose(
      gradient(
        [1, 0],
        [
          [1, 0],
          [0, 0],
        ],
        same,
      ),
    );
  });
});

test('a shape that was written to is refused by every kind of op', async () => {
  const written = (size: number, shape: number[]) => {
    const x = tf.ones(shape);
    x.shape[0] = size;
    return x;
  };
  const rule = (count: number) => `expected the shape that it was made with, of ${count} numbers`;
  for (const size of [1, 500]) {
    const [x, image, ids] = [
      written(size, [4, 3]),
      written(size, [2, 4, 4, 1]),
      tf.zeros([4], 'int32'),
    ];
    ids.shape[0] = size;
    const [filter, weight, table] = [tf.ones([2, 2, 1, 1]), tf.ones([3, 2]), tf.ones([3, 2])];
    await expectRefusal(() => core.relu(x), `relu: x: ${rule(12)}, got [${size}, 3]`);
    await expectRefusal(() => core.linear(x, weight), `linear: x: ${rule(12)}, got [${size}, 3]`);
    await expectRefusal(() => core.softmax(x), `softmax: x: ${rule(12)}, got [${size}, 3]`);
    await expectRefusal(
      () => core.conv2d(image, filter),
      `conv2d: x: ${rule(32)}, got [${size}, 4, 4, 1]`,
    );
    await expectRefusal(
      () => core.embedding(table, ids),
      `embedding: ids: ${rule(4)}, got [${size}]`,
    );
  }
});

test.each<[string, () => unknown, string]>([
  ['layerNorm', () => core.layerNorm(tf.scalar(1)), 'layerNorm: x: expected [..., size], got []'],
  [
    'cumsum',
    () => core.cumsum(tf.scalar(1)),
    'cumsum: expected a tensor with an axis, got a scalar',
  ],
  [
    'split',
    () => core.split(tf.scalar(1), 1),
    'split: expected a tensor with an axis, got a scalar',
  ],
  [
    'tril',
    () => core.tril(tf.zeros([0, 2 ** 20, 2 ** 20])),
    'tril: mask: expected less than 4 GiB, got bool [1048576, 1048576]',
  ],
])('%s says what it cannot take', (_, call, message) => {
  expect(call).toThrow(message);
});
