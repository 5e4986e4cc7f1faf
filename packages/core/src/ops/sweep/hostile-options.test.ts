import { expectRefusal } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import * as extend from '../../doors/extend';
import * as core from '../../index';

/*
 * What moves, draws and batches, given what JavaScript lets through: each refusal is the project's own, comes before anything
 * is made, and leaves nothing behind.
 */

const rng = core.random(1);
const any = (value: unknown) => value as never;

/** Every function here that takes options, as a call with these. */
const OPTIONED: Record<string, (options: never) => unknown> = {
  pad: (options) => core.pad(tf.ones([2]), [[1, 1]], options),
  cumsum: (options) => core.cumsum(tf.ones([2]), options),
  cumprod: (options) => core.cumprod(tf.ones([2]), options),
  topK: (options) => core.topK(tf.ones([2]), 1, options),
  embedding: (options) => core.embedding(tf.ones([2, 1]), tf.tensor1d([0], 'int32'), options),
  dropout: (options) => core.dropout(tf.ones([2]), options),
  Embedding: (options) => new core.Embedding(2, 2, options),
  'Dropout.forward': (options) => new core.Dropout(0.5).forward(tf.ones([2]), options),
  sequential: (options) => core.sequential().forward(tf.ones([2]), options),
  batches: (options) => core.batches([1, 2], options),
  'Rng.choice': (options) => rng.choice(3, options),
  xavierUniform: core.xavierUniform,
  xavierNormal: core.xavierNormal,
  heUniform: core.heUniform,
  heNormal: core.heNormal,
  orthogonal: core.orthogonal,
  normal: core.normal,
  uniform: core.uniform,
};

describe.each(Object.entries(OPTIONED))('%s', (name, call) => {
  test.each([null, 3, 'yes', []].map((value) => [JSON.stringify(value), value]))(
    'refuses %s for options',
    async (_, value) => {
      await expectRefusal(
        () => tf.tidy(() => call(any(value)) as tf.Tensor),
        new RegExp(`^${name}: expected an object of options, got `),
      );
    },
  );

  test('refuses a name that no option has', async () => {
    await expectRefusal(
      () => tf.tidy(() => call(any({ wrongName: 1 })) as tf.Tensor),
      new RegExp(`^${name}: expected an option of .*, got "wrongName"`),
    );
  });
});

test.each([
  [null, 'an object'],
  [[], 'an object'],
  [{ wrongName: 1 }, 'an option of model'],
])('train refuses %j for options', async (value, rule) => {
  const message = new RegExp(`^train: expected ${rule}.*, got `);
  await expectRefusal(() => core.train(any(value)).next(), message);
});

describe('flags', () => {
  const flags: [string, (flag: never) => unknown][] = [
    ['cumsum: exclusive', (exclusive) => core.cumsum(tf.ones([2]), { exclusive })],
    ['cumsum: reverse', (reverse) => core.cumsum(tf.ones([2]), { reverse })],
    ['cumprod: exclusive', (exclusive) => core.cumprod(tf.ones([2]), { exclusive })],
    ['cumprod: reverse', (reverse) => core.cumprod(tf.ones([2]), { reverse })],
    ['topK: largest', (largest) => core.topK(tf.ones([2]), 1, { largest })],
    ['batches: dropLast', (dropLast) => core.batches([1], { size: 1, dropLast })],
    ['Embedding: sparse', (sparse) => new core.Embedding(2, 2, { rng, sparse })],
    ['Rng.choice: replace', (replace) => rng.choice(3, { replace })],
  ];
  test.each(flags)('%s is true or false', async (name, call) => {
    for (const value of ['yes', 1, [], {}, null]) {
      await expectRefusal(
        () => tf.tidy(() => call(any(value)) as tf.Tensor),
        new RegExp(`^${name}: expected true or false, got `),
      );
    }
  });
});

describe('sizes over what 32 bits hold', () => {
  const x = () => tf.ones([1, 2, 1]);
  const ids = () => tf.tensor1d([0], 'int32');
  const HUGE = [2 ** 29, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 32 + 1, 2 ** 53];
  const calls: [string, (size: number) => unknown][] = [
    [
      'pad',
      (n) =>
        core.pad(x(), [
          [0, n],
          [0, 0],
          [0, 1],
        ]),
    ],
    [
      'pad',
      (n) =>
        core.pad(
          x(),
          [
            [n, 0],
            [0, 0],
            [0, 1],
          ],
          { mode: 'edge' },
        ),
    ],
    [
      'pad',
      (n) =>
        core.pad(tf.ones([2, 9], 'bool'), [
          [n, 0],
          [0, 0],
        ]),
    ],
    ['slice', (n) => core.slice(x(), [0, n, 0])],
    ['slice', (n) => core.slice(x(), [0, 0, 0], [1, n, 1])],
    ['split', (n) => core.split(x(), n)],
    ['split', (n) => core.split(tf.ones([0]), n)],
    ['split', (n) => core.split(x(), [n])],
    ['topK', (n) => core.topK(x(), n)],
    ['segmentSum', (n) => core.segmentSum(tf.ones([1, 2]), ids(), n)],
    ['oneHot', (n) => core.oneHot(tf.zeros([2], 'int32'), n)],
    ['Embedding', (n) => new core.Embedding(n, 2, { rng })],
    ['Rng.uniform', (n) => rng.uniform([n, 2])],
    ['Rng.normal', (n) => rng.normal([2, n])],
    ['Rng.integers', (n) => rng.integers(0, 2, [n, 2])],
    ['Rng.uniformArray', (n) => rng.uniformArray(8 * n)],
    ['Rng.permutation', (n) => rng.permutation(8 * n)],
    ['Rng.split', (n) => rng.split(n)],
    ['Rng.choice', (n) => rng.choice(2, { size: 8 * n })],
    ['Rng.choice', (n) => rng.choice(8 * n, { size: 1, replace: false })],
    ['prefetch', (n) => core.prefetch([1], n)],
    ['batches', (n) => core.batches([1], { size: 1, prefetch: n })],
    ['xavierUniform', (n) => core.xavierUniform()([n, 2], rng)],
    ['sparseRows', (n) => extend.sparseRows(ids(), tf.ones([1, 1]), [8 * n, 1])],
  ];
  test.each(calls)('%s %#', async (name, call) => {
    for (const size of HUGE) {
      const error = await expectRefusal(
        () => tf.tidy(() => call(size) as tf.Tensor),
        new RegExp(`^${name}.*: expected .*, got `),
      );
      expect(error.message.length).toBeLessThan(200);
    }
  });

  test('what was there keeps its values', async () => {
    const [own, small] = [tf.fill([1000], 42), x()];
    await expectRefusal(
      () =>
        core.pad(small, [
          [0, 2 ** 29],
          [0, 0],
          [0, 1],
        ]),
      'pad: result: expected less than 4 GiB, got float32 [536870913, 2, 2]',
    );
    expect(own).toBeClose(new Array(1000).fill(42));
  });
});

describe('what is no argument', () => {
  const x = () => tf.ones([2, 3]);
  const calls: [string, () => unknown][] = [
    ['slice: begin', () => core.slice(x(), any(2))],
    ['slice: begin', () => core.slice(x(), any(undefined))],
    ['slice: size', () => core.slice(x(), [0, 0], any(null))],
    ['slice: begin', () => core.slice(x(), any(['0', 0]))],
    ['stridedSlice: begin', () => core.stridedSlice(x(), any(2), any(2))],
    ['stridedSlice: strides', () => core.stridedSlice(x(), [0, 0], [1, 1], any(1))],
    ['pad: paddings', () => core.pad(x(), any(1))],
    ['pad: paddings', () => core.pad(x(), any([null, null]))],
    [
      'pad: paddings',
      () =>
        core.pad(x(), [
          [0, Number.NaN],
          [0, 0],
        ]),
    ],
    [
      'pad: value',
      () =>
        core.pad(
          x(),
          [
            [0, 1],
            [0, 0],
          ],
          { value: Number.NaN },
        ),
    ],
    ['pad: value', () => core.pad(tf.ones([2], 'bool'), [[0, 1]], { value: 0.44 })],
    ['pad: value', () => core.pad(tf.ones([2], 'int32'), [[0, 1]], { value: 0.44 })],
    ['pad: value', () => core.pad(tf.ones([2], 'int32'), [[0, 1]], { value: 2 ** 31 })],
    ['pad: x', () => core.pad(tf.tensor1d(['a']), [[0, 1]])],
    [
      'pad: mode',
      () =>
        core.pad(
          x(),
          [
            [0, 1],
            [0, 0],
          ],
          { mode: any('zeros') },
        ),
    ],
    ['split: parts', () => core.split(x(), any(null))],
    ['split: parts', () => core.split(x(), any('2'))],
    ['concat: xs', () => core.concat(any(null))],
    [String.raw`concat: xs\[1\]`, () => core.concat([x(), any(null)])],
    ['stack: xs', () => core.stack(any({}))],
    ['transpose: order', () => core.transpose(x(), any('10'))],
    ['where: b', () => core.where(tf.ones([1], 'bool'), x(), tf.ones([1], 'int32'))],
    ['gather: axis', () => core.gather(x(), tf.zeros([1], 'int32'), any(null))],
    ['gather: x', () => core.gather(tf.tensor1d(['a']), tf.zeros([1], 'int32'))],
    ['gather: indices', () => core.gather(x(), any([0]))],
    ['gather: indices', () => core.gather(x(), tf.tensor1d([-1], 'int32'))],
    ['gatherNd: indices', () => core.gatherNd(x(), tf.tensor2d([[-1]], [1, 1], 'int32'))],
    [
      'takeAlongAxis: indices',
      () => core.takeAlongAxis(x(), tf.tensor2d([[-1], [0]], [2, 1], 'int32')),
    ],
    ['takeAlongAxis: indices', () => core.takeAlongAxis(x(), tf.zeros([1, 3], 'int32'))],
    ['scatterAdd: source', () => core.scatterAdd(x(), tf.zeros([2, 1], 'int32'), tf.ones([2, 2]))],
    [
      'scatterAdd: source',
      () => core.scatterAdd(x(), tf.zeros([2, 1], 'int32'), tf.ones([2, 1], 'int32')),
    ],
    [
      'scatterAdd: indices',
      () => core.scatterAdd(x(), tf.tensor2d([3, 3], [2, 1], 'int32'), tf.ones([2, 1])),
    ],
    ['oneHot: ids', () => core.oneHot(tf.tensor1d([0, 3], 'int32'), 3)],
    ['tril: x', () => core.tril(tf.ones([2]))],
    ['triu: diagonal', () => core.triu(x(), any('1'))],
    ['topK: x', () => core.topK(tf.ones([2], 'bool'), 1)],
    ['cumsum: axis', () => core.cumsum(x(), { axis: any('0') })],
    ['einsum: equation', () => core.einsum(any(null), x())],
    ['collate: examples', () => core.collate(any(null))],
    ['collate: examples', () => core.collate(any('ab'))],
    ['prefetch: source', () => core.prefetch(any(null), 1)],
    ['prefetch: source', () => core.prefetch(any({}), 1)],
    ['batches: source', () => core.batches(any(null), { size: 1 })],
    ['Rng.choice: items', () => rng.choice(any(null))],
    ['Rng.choice: p', () => rng.choice(2, { p: any(null) })],
    ['Rng.choice: p', () => rng.choice(2, { p: any(2) })],
    ['Rng.shuffle: items', () => rng.shuffle(any(null))],
    ['Rng.shuffle: items', () => rng.shuffle(any({ length: -1 }))],
    ['Rng.fold: data', () => rng.fold(any(null))],
    ['Rng.from: key', () => core.Rng.from(any(null))],
    ['random: seed', () => core.random(any(null))],
    ['random: seed', () => core.random(any(Number.NaN))],
    ['Rng.uniform: shape', () => rng.uniform(any(null))],
    ['Rng.uniform: shape', () => rng.uniform(any('12'))],
    ['Rng.uniform: shape', () => rng.uniform([2, Number.NaN])],
    ['Rng.uniformArray: low', () => rng.uniform([2], Number.NaN)],
    ['Rng.uniformArray: high', () => rng.uniform([2], 0, Number.NaN)],
    ['Rng.uniformArray: high', () => rng.uniform([2], 1, 1)],
    ['Rng.uniformArray: high', () => rng.uniform([2], -3e38, 3e39)],
    ['Rng.normalArray: std', () => rng.normal([2], 0, Number.NaN)],
    ['Rng.int: high', () => rng.int(0, Number.NaN)],
    ['Rng.int: high', () => rng.int(0, Number.POSITIVE_INFINITY)],
    ['Rng.integers: low', () => rng.integers(any(null), 2, [2])],
    ['Rng.gaussian: mean', () => rng.gaussian(any('0'))],
    ['normal: rng', () => core.normal()([2], any(null))],
    ['Rng.normal: shape', () => core.normal()(any(null), rng)],
    ['gradientCheckpoint: f', () => core.gradientCheckpoint(any(null))],
    ['valueAndGrads: f', () => core.valueAndGrads(any(null), [])],
    ['valueAndGrads: xs', () => core.valueAndGrads(() => tf.scalar(1), any(null))],
    ['valueAndGrads: xs', () => core.valueAndGrads(() => tf.scalar(1), any([null]))],
  ];
  test.each(calls)('%s %#', async (name, call) => {
    const error = await expectRefusal(
      () => tf.tidy(() => call() as tf.Tensor),
      new RegExp(`^${name}.*expected `, 's'),
    );
    expect(error.message.length).toBeLessThan(200);
  });
});

test('an equation of 200,000 letters is refused at once', async () => {
  const x = tf.ones([2]);
  // Work that grows with the square of it would take this test past its limit.
  for (const text of ['a'.repeat(2e5), `${'a'.repeat(2e5)}->a`, `a->${'a'.repeat(2e5)}1`]) {
    const error = await expectRefusal(() => core.einsum(text, x), /^einsum: .*expected /);
    expect(error.message.length).toBeLessThan(200);
  }
});
