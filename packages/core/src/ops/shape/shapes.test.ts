import {
  expectGradients,
  expectNoLeaks,
  expectRefusal,
  expectSameOnEveryBackend,
  seededTensor,
} from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { gatherNd } from '../rows/gather-nd';
import { cumprod } from '../scan/cumprod';
import { cumsum } from '../scan/cumsum';
import { topK } from '../scan/top-k';
import { concat, stack } from './concat';
import { pad } from './pad';
import { slice } from './slice';
import { split, unstack } from './split';
import { stridedSlice } from './strided-slice';
import { transpose } from './transpose';
import { where } from './where';

const counted = (shape: number[]) => {
  const size = shape.reduce((product, axis) => product * axis, 1);
  return tf.tensor(
    Array.from({ length: size }, (_, i) => i),
    shape,
    'float32',
  );
};

describe('values', () => {
  test('parts, and parts put together', () => {
    const x = counted([2, 3, 5]);
    for (const axis of [0, 1, 2, -1, -2]) {
      const at = axis < 0 ? axis + 3 : axis;
      expect(concat(split(x, x.shape[at] as number, axis), axis)).toBeClose(x);
      expect(stack(unstack(x, axis), axis)).toBeClose(x);
    }
    expect(split(x, [1, 4], 2).map(({ shape }) => shape)).toEqual([
      [2, 3, 1],
      [2, 3, 4],
    ]);
    expect(slice(x, [1, 0, 2], [1, 2, -1])).toBeClose([17, 18, 19, 22, 23, 24]);
    expect(concat([x])).toBeClose(x);
  });

  test('ids and masks too', async () => {
    const ids = tf.tensor([1, 2, 3, 4, 5, 6], [2, 3], 'int32');
    const parts = [
      concat([ids, ids], 1),
      slice(ids, [0, 1]),
      transpose(ids),
      pad(ids, [
        [1, 0],
        [0, 0],
      ]),
      ...split(ids, 2),
    ];
    expect(parts.map(({ dtype }) => dtype)).toEqual(new Array(6).fill('int32'));
    expect([...(await (parts[2] as tf.Tensor).data())]).toEqual([1, 4, 2, 5, 3, 6]);
  });

  // numpy: x = arange(10); x[7:2:-2], x[-3:], x[::4], x[100:0:-3]
  test.each<[number | null, number | null, number, number[]]>([
    [7, 2, -2, [7, 5, 3]],
    [-3, null, 1, [7, 8, 9]],
    [null, null, 4, [0, 4, 8]],
    [100, 0, -3, [9, 6, 3]],
    [null, null, -1, [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]],
  ])('stridedSlice [%s:%s:%s]', (begin, end, stride, wanted) => {
    expect(stridedSlice(counted([10]), [begin], [end], [stride])).toBeClose(wanted);
  });

  // F.pad(seeded([1, 2, 3], 3), (2, 1), mode) of PyTorch 1.13; np.pad(…, 'symmetric')
  test.each([
    [
      'reflect',
      [
        0.74732, 0.10136, -0.52554, 0.10136, 0.74732, 0.10136, 0.72988, -0.23305, 0.55783, -0.23305,
        0.72988, -0.23305,
      ],
    ],
    [
      'circular',
      [
        0.10136, 0.74732, -0.52554, 0.10136, 0.74732, -0.52554, -0.23305, 0.72988, 0.55783,
        -0.23305, 0.72988, 0.55783,
      ],
    ],
    [
      'edge',
      [
        -0.52554, -0.52554, -0.52554, 0.10136, 0.74732, 0.74732, 0.55783, 0.55783, 0.55783,
        -0.23305, 0.72988, 0.72988,
      ],
    ],
    [
      'symmetric',
      [
        0.10136, -0.52554, -0.52554, 0.10136, 0.74732, 0.74732, -0.23305, 0.55783, 0.55783,
        -0.23305, 0.72988, 0.72988,
      ],
    ],
  ] as const)('pad: %s', (mode, wanted) => {
    const x = seededTensor([2, 3], 3);
    expect(
      pad(
        x,
        [
          [0, 0],
          [2, 1],
        ],
        { mode },
      ),
    ).toBeClose(wanted, { absolute: 1e-5 });
  });

  test('pad of five axes', () => {
    const x = counted([1, 2, 1, 2, 1]);
    const y = pad(
      x,
      [
        [0, 1],
        [1, 0],
        [0, 0],
        [0, 1],
        [1, 0],
      ],
      { value: 9 },
    );
    expect(y.shape).toEqual([2, 3, 1, 3, 2]);
    expect(slice(y, [0, 1, 0, 0, 1], x.shape)).toBeClose(x);
    expect(tf.sum(y)).toBeClose(6 + 9 * 32);
  });

  test('where: a NaN that is not taken goes nowhere', () => {
    const x = tf.tensor([0, 4]);
    const f = (a: tf.Tensor) => where(tf.tensor([0, 1], [2], 'bool'), tf.sqrt(tf.sub(a, 1)), a);
    expect(f(x)).toBeClose([0, Math.sqrt(3)]);
    const [da, db] = tf.grads((a: tf.Tensor, b: tf.Tensor) =>
      where(tf.tensor([0, 1], [2], 'bool'), a, b),
    )([x, tf.tensor([1, 2])], tf.tensor([Number.NaN, 2]));
    expect(da).toBeClose([0, 2]);
    expect(tf.slice(db as tf.Tensor, 1)).toBeClose([0]);
  });

  test('topK: the first of equal ones, and where they stood', async () => {
    const { values, indices } = topK(
      tf.tensor([
        [3, 1, 3, 2],
        [0, -1, -2, 5],
      ]),
      3,
    );
    expect(values).toBeClose([3, 3, 2, 5, 0, -1]);
    expect([...(await indices.data())]).toEqual([0, 2, 3, 3, 0, 1]);
  });

  test('gatherNd', () => {
    const x = counted([2, 3, 4]);
    expect(gatherNd(x, tf.tensor2d([[1, 2]], [1, 2], 'int32'))).toBeClose([20, 21, 22, 23]);
    expect(
      gatherNd(
        x,
        tf.tensor2d(
          [
            [1, 2, 3],
            [0, 1, 0],
          ],
          [2, 3],
          'int32',
        ),
      ),
    ).toBeClose([23, 4]);
  });

  test('gatherNd of indices that were computed there', () => {
    const x = counted([2, 3]);
    const indices = tf.add(
      tf.tensor2d(
        [
          [0, 1],
          [0, 0],
        ],
        [2, 2],
        'int32',
      ),
      tf.scalar(1, 'int32'),
    );
    expect(gatherNd(x, indices)).toBeClose([5, 4]);
  });

  // torch.cumprod(seeded([2, 3, 2], 7), 1) of PyTorch 1.13
  test('running sums and products', () => {
    const x = seededTensor([2, 3, 2], 7);
    const wanted = [
      -0.52244, 0.82699, -0.11754, 0.70622, 0.10594, 0.50252, -0.27803, -0.89379, 0.23978, -0.86507,
      0.22674, -0.05407,
    ];
    expect(cumprod(x, { axis: 1 })).toBeClose(wanted, { absolute: 1e-5 });
    const five = tf.tensor([1, 2, 3, 4, 5]);
    expect(cumsum(five)).toBeClose([1, 3, 6, 10, 15]);
    expect(cumsum(five, { exclusive: true })).toBeClose([0, 1, 3, 6, 10]);
    expect(cumsum(five, { reverse: true })).toBeClose([15, 14, 12, 9, 5]);
    expect(cumprod(five, { exclusive: true, reverse: true })).toBeClose([120, 60, 20, 5, 1]);
  });

  test.each([1, 3, 5, 7, 17, 33])(
    'scans of %i entries, the same on every backend',
    async (size) => {
      await expectSameOnEveryBackend(() =>
        [0, 1, 2].flatMap((axis) => {
          const x = tf.add(seededTensor([2, size, 3]), 0.5);
          return [false, true].flatMap((reverse) => {
            const options = { axis, reverse, exclusive: reverse === (axis === 1) };
            const product = (a: tf.Tensor) => cumprod(a, options);
            return [cumsum(x, options), product(x), tf.grad(product)(x, seededTensor(x.shape, 2))];
          });
        }),
      );
    },
  );
});

describe('gradients of gradients', () => {
  const square = (f: (x: tf.Tensor) => tf.Tensor) => (x: tf.Tensor) => tf.sum(tf.square(f(x)));
  const ops: [string, number[], (x: tf.Tensor) => tf.Tensor][] = [
    ['cumprod', [2, 3], (x) => cumprod(x)],
    [
      'cumprod, exclusive in reverse',
      [3, 2],
      (x) => cumprod(x, { axis: 0, exclusive: true, reverse: true }),
    ],
    ['cumsum', [2, 3], (x) => tf.square(cumsum(x))],
    ['topK', [2, 3], (x) => tf.square(topK(x, 2).values)],
    ['gatherNd', [2, 3], (x) => tf.square(gatherNd(x, tf.tensor2d([[1], [1]], [2, 1], 'int32')))],
    ['concat and slice', [2, 3], (x) => tf.square(concat([slice(x, [0, 1], [2, 2]), x], 1))],
    [
      'pad and transpose',
      [2, 3],
      (x) =>
        tf.square(
          transpose(
            pad(
              x,
              [
                [1, 0],
                [1, 1],
              ],
              { mode: 'reflect' },
            ),
          ),
        ),
    ],
    ['where', [2, 3], (x) => where(tf.tensor([1, 0, 1], [3], 'bool'), tf.square(x), x)],
  ];
  test.each(ops)('%s', (_, shape, f) => {
    const squares = (x: tf.Tensor) => tf.sum(tf.square(tf.grad(square(f))(x)));
    expectGradients(squares, [seededTensor(shape, 3, 0.5)], { absolute: 3e-2, relative: 3e-2 });
  });
});

test('nothing is left behind', async () => {
  const x = seededTensor([4, 3]);
  const mask = tf.tensor([1, 0, 1], [3], 'bool');
  await expectNoLeaks(() => {
    tf.dispose([
      concat([x, x]),
      stack([x, x]),
      split(x, 2),
      unstack(x),
      slice(x, [0, 1]),
      transpose(x),
      where(mask, x, x),
    ]);
    tf.dispose([
      pad(
        x,
        [
          [1, 1],
          [1, 1],
        ],
        { mode: 'reflect' },
      ),
      stridedSlice(x, [3, 0], [null, 2], [-2, 1]),
      topK(x, 2),
      cumprod(x),
      cumsum(x),
    ]);
  });
});

describe('errors', () => {
  test.each<[string, (x: tf.Tensor) => unknown, string]>([
    [
      'an order that is none',
      (x) => transpose(x, [0, 0]),
      'transpose: order: expected a permutation of the axes 0 to 1, got [0, 0]',
    ],
    [
      'an order too short',
      (x) => transpose(x, [0]),
      'transpose: order: expected a permutation of the axes 0 to 1, got [0]',
    ],
    ['concat: nothing', () => concat([]), 'concat: xs: expected an array of tensors, got []'],
    [
      'concat: sizes',
      (x) => concat([x, tf.zeros([2, 3])], 1),
      'concat: xs[1]: expected [4, any] as xs[0], got [2, 3]',
    ],
    [
      'concat: dtypes',
      (x) => concat([x, tf.zeros([4, 3], 'int32')]),
      'concat: xs[1]: expected dtype float32 as xs[0], got int32',
    ],
    [
      'concat: axis',
      (x) => concat([x, x], 2),
      'concat: axis: expected an integer from -2 to 1, got 2',
    ],
    [
      'stack: sizes',
      (x) => stack([x, tf.zeros([3, 4])]),
      'stack: xs[1]: expected [4, 3] as xs[0], got [3, 4]',
    ],
    [
      'split: count',
      (x) => split(x, 3),
      'split: parts: expected a divisor of the 4 entries, got 3',
    ],
    [
      'split: sizes',
      (x) => split(x, [1, 2]),
      'split: parts: expected sizes that add up to 4, got 1 + 2 = 3',
    ],
    [
      'slice: begin',
      (x) => slice(x, [0, 4]),
      'slice: begin: expected an integer from 0 to 3, got 4',
    ],
    [
      'slice: size',
      (x) => slice(x, [1, 1], [3, 3]),
      'slice: size: expected an integer from -1 to 2, got 3',
    ],
    ['slice: axes', (x) => slice(x, [1]), 'slice: begin: expected 2 numbers, one an axis, got [1]'],
    [
      'stridedSlice: stride',
      (x) => stridedSlice(x, [0, 0], [1, 1], [1, 0]),
      'stridedSlice: strides: expected no 0, got 0',
    ],
    [
      'pad: too far',
      (x) =>
        pad(
          x,
          [
            [0, 0],
            [3, 0],
          ],
          { mode: 'reflect' },
        ),
      'pad: paddings: expected an integer from 0 to 2, got 3',
    ],
    [
      'pad: below 0',
      (x) =>
        pad(x, [
          [0, 0],
          [-1, 0],
        ]),
      'pad: paddings: expected an integer of at least 0, got -1',
    ],
    ['where: mask', (x) => where(x, x, x), 'where: condition: expected dtype bool, got float32'],
    [
      'where: shapes',
      (x) => where(tf.tensor([1], [1], 'bool'), x, tf.zeros([2])),
      'where: expected shapes that broadcast, got [4, 3] and [2]',
    ],
    ['topK', (x) => topK(x, 4), 'topK: k: expected an integer from 0 to 3, got 4'],
    [
      'gatherNd: index',
      (x) =>
        gatherNd(
          x,
          tf.tensor2d(
            [
              [0, 0],
              [3, -1],
            ],
            [2, 2],
            'int32',
          ),
        ),
      'gatherNd: indices: expected from 0 to 2 (axis 1 of size 3), got -1 in tuple 1',
    ],
    [
      'gatherNd: depth',
      (x) => gatherNd(x, tf.tensor2d([[0, 0, 0]], [1, 3], 'int32')),
      'gatherNd: indices: expected [..., 1 to 2], got [1, 3]',
    ],
    [
      'cumsum: axis',
      (x) => cumsum(x, { axis: 2 }),
      'cumsum: axis: expected an integer from -2 to 1, got 2',
    ],
  ])('%s', async (_, run, message) => {
    const x = seededTensor([4, 3]);
    await expectRefusal(() => tf.tidy(() => run(x) as tf.Tensor), message);
  });
});
