import { expectGradients, expectNoLeaks, readValues } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import {
  concat,
  cumprod,
  cumsum,
  gather,
  gatherNd,
  pad,
  scatterAdd,
  segmentSum,
  slice,
  split,
  stack,
  stridedSlice,
  takeAlongAxis,
  topK,
  transpose,
  tril,
  triu,
  unstack,
  where,
} from '../../index';

/* Whole numbers over 2²⁴, which float32 does not hold, and truth values: moved exactly on every backend. */

const BIG = [
  16777217, -16777219, 2147483647, -2147483648, 33554433, 0, -1, 65535, -65537, 1, 123456789,
  -987654321,
];
const big = (i: number) => BIG[i] as number;
const x = () => tf.tensor(BIG, [3, 4], 'int32');
const ids = (values: number[], shape = [values.length]) => tf.tensor(values, shape, 'int32');
const row = (...at: number[]) => at.map((i) => BIG[i] as number);

const CASES: [string, (x: tf.Tensor) => tf.Tensor, number[]][] = [
  ['gather rows', (x) => gather(x, ids([2, 0])), row(8, 9, 10, 11, 0, 1, 2, 3)],
  ['gather columns', (x) => gather(x, ids([3, 0]), 1), row(3, 0, 7, 4, 11, 8)],
  ['gatherNd', (x) => gatherNd(x, ids([2, 3, 0, 2], [2, 2])), row(11, 2)],
  ['takeAlongAxis', (x) => takeAlongAxis(x, ids([3, 2, 0], [3, 1])), row(3, 6, 8)],
  [
    'concat',
    (x) => concat([x, x], 1),
    row(0, 1, 2, 3, 0, 1, 2, 3, 4, 5, 6, 7, 4, 5, 6, 7, 8, 9, 10, 11, 8, 9, 10, 11),
  ],
  ['concat of one', (x) => concat([x]), BIG],
  ['stack', (x) => stack([x, x]), [...BIG, ...BIG]],
  ['slice', (x) => slice(x, [1, 1], [2, 2]), row(5, 6, 9, 10)],
  ['split', (x) => split(x, 2, 1)[1] as tf.Tensor, row(2, 3, 6, 7, 10, 11)],
  ['unstack', (x) => unstack(x)[1] as tf.Tensor, row(4, 5, 6, 7)],
  ['stridedSlice', (x) => stridedSlice(x, [2, 0], [null, 4], [-2, 3]), row(8, 11, 0, 3)],
  ['transpose', (x) => transpose(x), row(0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11)],
  [
    'pad',
    (x) =>
      pad(slice(x, [0, 0], [1, 2]), [
        [0, 1],
        [1, 0],
      ]),
    [0, ...row(0, 1), 0, 0, 0],
  ],
  [
    'pad by a number',
    (x) =>
      pad(
        slice(x, [0, 0], [1, 2]),
        [
          [0, 0],
          [1, 1],
        ],
        { value: -16777217 },
      ),
    [-16777217, ...row(0, 1), -16777217],
  ],
  [
    'pad of five axes',
    (x) =>
      pad(
        tf.reshape(x, [1, 1, 3, 4, 1]),
        [
          [0, 0],
          [0, 0],
          [0, 0],
          [0, 0],
          [1, 0],
        ],
        { value: 33554435 },
      ),
    BIG.flatMap((own) => [33554435, own]),
  ],
  ...(['reflect', 'symmetric', 'edge', 'circular'] as const).map(
    (mode): [string, (x: tf.Tensor) => tf.Tensor, number[]] => [
      `pad: ${mode}`,
      (x) =>
        pad(
          slice(x, [0, 0], [1, 3]),
          [
            [0, 0],
            [1, 1],
          ],
          { mode },
        ),
      {
        reflect: row(1, 0, 1, 2, 1),
        symmetric: row(0, 0, 1, 2, 2),
        edge: row(0, 0, 1, 2, 2),
        circular: row(2, 0, 1, 2, 0),
      }[mode],
    ],
  ),
  [
    'where',
    (x) => where(tf.tensor([1, 0, 0, 1], [4], 'bool'), x, tf.neg(tf.ones([1], 'int32'))),
    BIG.map((own, i) => (i % 4 === 0 || i % 4 === 3 ? own : -1)),
  ],
  ['tril', (x) => tril(x), BIG.map((own, i) => (i % 4 <= Math.floor(i / 4) ? own : 0))],
  ['triu', (x) => triu(x, 1), BIG.map((own, i) => (i % 4 > Math.floor(i / 4) ? own : 0))],
  ['topK', (x) => topK(x, 2).values, row(2, 0, 4, 7, 10, 9)],
  ['topK: where', (x) => topK(x, 2).indices, [2, 0, 0, 3, 2, 1]],
  [
    'topK: the smallest, along the first axis',
    (x) => topK(x, 1, { axis: 0, largest: false }).values,
    row(8, 1, 6, 3),
  ],
  [
    'topK of more than a few',
    (x) => topK(tf.reshape(concat(Array(9).fill(x)), [108]), 70).values,
    BIG.flatMap((own) => Array(9).fill(own))
      .sort((a, b) => b - a)
      .slice(0, 70),
  ],
  [
    'cumsum',
    (x) => cumsum(x),
    [0, 1, 2].flatMap((r) =>
      scan(row(...[0, 1, 2, 3].map((c) => 4 * r + c)), (a, b) => (a + b) | 0),
    ),
  ],
  [
    'cumsum along the first axis',
    (x) => transpose(cumsum(x, { axis: 0 })),
    [0, 1, 2, 3].flatMap((c) => scan(row(c, c + 4, c + 8), (a, b) => (a + b) | 0)),
  ],
  [
    'cumsum, exclusive in reverse',
    (x) => cumsum(slice(x, [0, 0], [1, 4]), { exclusive: true, reverse: true }),
    [(big(1) + big(2) + big(3)) | 0, (big(2) + big(3)) | 0, big(3), 0],
  ],
  [
    'cumprod',
    (x) => cumprod(x, { axis: 1 }),
    [0, 1, 2].flatMap((r) => scan(row(...[0, 1, 2, 3].map((c) => 4 * r + c)), Math.imul)),
  ],
  [
    'cumprod, in reverse',
    (x) => cumprod(slice(x, [2, 1], [1, 3]), { reverse: true }),
    [Math.imul(Math.imul(big(9), big(10)), big(11)), Math.imul(big(10), big(11)), big(11)],
  ],
  [
    'segmentSum',
    (x) => segmentSum(x, ids([1, 1, 0]), 2),
    [...row(8, 9, 10, 11), ...[0, 1, 2, 3].map((c) => (big(c) + big(4 + c)) | 0)],
  ],
  [
    'scatterAdd',
    (x) => scatterAdd(slice(x, [0, 0], [1, 3]), ids([2, 0, 2], [1, 3]), slice(x, [1, 0], [1, 3])),
    [(big(0) + big(5)) | 0, big(1), (big(2) + big(4) + big(6)) | 0],
  ],
];

function scan(values: number[], join: (a: number, b: number) => number): number[] {
  const sums: number[] = [];
  for (const value of values)
    sums.push(sums.length === 0 ? value : join(sums.at(-1) as number, value));
  return sums;
}

describe('int32', () => {
  test.each(CASES)('%s', async (_, run, wanted) => {
    const y = run(x());
    expect(y.dtype).toBe('int32');
    expect([...((await readValues(y)) as Int32Array)]).toEqual(wanted.map((value) => value + 0));
  });

  test.each(CASES)('%s of what was computed there', async (_, run, wanted) => {
    // On a GPU these are not on this side.
    const own = tf.cast(where(tf.greater(x(), tf.scalar(5, 'int32')), x(), x()), 'int32');
    expect([...((await readValues(run(own))) as Int32Array)]).toEqual(
      wanted.map((value) => value + 0),
    );
  });

  test.each(CASES)('%s has no gradient, and does not stand in the way of one', (_, run) => {
    const own = x();
    expectGradients(
      (w) => tf.mul(w, tf.add(tf.mean(tf.cast(run(own), 'float32')), 3e9)),
      [tf.tensor([1e-9])],
    );
  });

  test.each(CASES)('%s leaves nothing behind', async (_, run) => {
    const own = x();
    await expectNoLeaks(() => tf.tidy(() => run(own)).dispose());
  });
});

describe('bool', () => {
  const mask = () => tf.tensor([1, 0, 0, 1, 1, 0], [2, 3], 'bool');
  const cases: [string, (x: tf.Tensor) => tf.Tensor, number[]][] = [
    ['gather', (x) => gather(x, ids([2, 0]), 1), [0, 1, 0, 1]],
    ['gatherNd', (x) => gatherNd(x, ids([1], [1, 1])), [1, 1, 0]],
    ['takeAlongAxis', (x) => takeAlongAxis(x, ids([0, 2], [2, 1])), [1, 0]],
    ['concat', (x) => concat([x, x]), [1, 0, 0, 1, 1, 0, 1, 0, 0, 1, 1, 0]],
    ['stack', (x) => stack([x, x], 1), [1, 0, 0, 1, 0, 0, 1, 1, 0, 1, 1, 0]],
    ['slice', (x) => slice(x, [0, 1]), [0, 0, 1, 0]],
    ['stridedSlice', (x) => stridedSlice(x, [0, 2], [2, null], [1, -2]), [0, 1, 0, 1]],
    ['transpose', (x) => transpose(x), [1, 1, 0, 1, 0, 0]],
    [
      'pad',
      (x) =>
        pad(
          x,
          [
            [0, 0],
            [1, 0],
          ],
          { value: 1 },
        ),
      [1, 1, 0, 0, 1, 1, 1, 0],
    ],
    [
      'pad: reflect',
      (x) =>
        pad(
          x,
          [
            [0, 0],
            [1, 0],
          ],
          { mode: 'reflect' },
        ),
      [0, 1, 0, 0, 1, 1, 1, 0],
    ],
    ['where', (x) => where(x, x, tf.ones([1], 'bool')), [1, 1, 1, 1, 1, 1]],
    ['tril', (x) => tril(x), [1, 0, 0, 1, 1, 0]],
  ];
  test.each(cases)('%s', async (_, run, wanted) => {
    const y = run(mask());
    expect(y.dtype).toBe('bool');
    expect(Array.from((await readValues(y)) as Int32Array, Number)).toEqual(wanted);
  });
});

test('tf.where of truth values writes what it should and no more', async () => {
  const all: tf.Tensor[] = [];
  for (let i = 0; i < 50; i++) {
    all.push(tf.fill([7], i));
    const mask = tf.tensor([1, 0, 0, 1, 1, 0, 1], [7], 'bool');
    const y = tf.where(mask, tf.logicalNot(mask), mask);
    expect(Array.from(await readValues(y), Number)).toEqual([0, 0, 0, 0, 0, 0, 0]);
    all.push(tf.fill([7], i));
  }
  for (const [at, canary] of all.entries()) {
    expect([...((await readValues(canary)) as Float32Array)]).toEqual(Array(7).fill(at >> 1));
  }
});
