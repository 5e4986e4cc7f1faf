import { backendName, expectNoLeaks, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { avgPool2d } from './avg-pool-2d';
import { type MaxPoolOptions, maxPool2d } from './max-pool-2d';

type Kind = 'max' | 'mean';

const POOLS = {
  max: (x: tf.Tensor, options: object = {}) => maxPool2d(x, { size: 2, ...options }),
  mean: (x: tf.Tensor, options: object = {}) =>
    avgPool2d(x, { size: 2, countPadding: false, ...options }),
};

/** The pool and its gradient with dy, one number at a time; `above` and `left` places of padding. */
async function reference(kind: Kind, x: tf.Tensor, dy: tf.Tensor, [above, left]: [number, number]) {
  const [, height, width, channels] = x.shape as [number, number, number, number];
  const [, rows, columns] = dy.shape as [number, number, number, number];
  const [values, dys] = await Promise.all([x.data(), dy.data()]);
  const [y, dx] = [new Float32Array(dy.size), new Float32Array(x.size)];
  for (let to = 0; to < dy.size; to++) {
    const c = to % channels;
    const j = Math.floor(to / channels) % columns;
    const i = Math.floor(to / channels / columns) % rows;
    const b = Math.floor(to / channels / columns / rows);
    const seen: number[] = [];
    for (const [u, v] of [0, 1].flatMap((row) => [0, 1].map((column) => [row, column] as const))) {
      const [row, column] = [2 * i + u - above, 2 * j + v - left];
      if (row < 0 || column < 0 || row >= height || column >= width) continue;
      seen.push(((b * height + row) * width + column) * channels + c);
    }
    const own = seen.map((at) => values[at] as number);
    const largest = Math.max(...own);
    y[to] = kind === 'max' ? largest : own.reduce((sum, value) => sum + value, 0) / own.length;
    const first = own.findIndex((value) => Object.is(value, largest) || value === largest);
    for (const [k, at] of seen.entries()) {
      if (kind === 'mean') dx[at] = (dys[to] as number) / seen.length;
      else if (k === first) dx[at] = dys[to] as number;
    }
  }
  return { y, dx };
}

const PADDINGS: [string, MaxPoolOptions['padding'], [number, number]][] = [
  ['none', 'valid', [0, 0]],
  ['same', 'same', [0, 0]],
  ['1 a side', 1, [1, 1]],
];

describe.each(Object.keys(POOLS) as Kind[])('%s over 2×2 with a stride of 2', (kind) => {
  const f = POOLS[kind];

  test.each(PADDINGS)('is the one by numbers, padding %s', async (_, padding, before) => {
    for (const [height, width] of [
      [2, 2],
      [4, 6],
      [5, 7],
    ] as const) {
      for (const channels of [1, 3, 4, 5, 7, 16, 17, 33]) {
        const x = tf.relu(seededTensor([2, height, width, channels]));
        const y = f(x, { padding });
        const dy = seededTensor(y.shape, 2);
        const wanted = await reference(kind, x, dy, before);
        expect(y).toBeClose(wanted.y);
        expect(tf.grad((z) => f(z, { padding }))(x, dy)).toBeClose(wanted.dx);
      }
    }
  });

  // A GPU may take NaN for a number.
  test.skipIf(backendName === 'webgpu')('NaN and infinities', () => {
    const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
    const windows = [nan, 1, 2, 3, 1, 2, 3, nan, inf, nan, 1, -inf, -inf, -inf, -inf, inf];
    for (const place of [0, 1, 2, 3]) {
      // Each window with its entries turned, four channels of the same.
      const turned = windows.map((_, i) => windows[(i & ~3) + ((i + place) & 3)] as number);
      const image = tf.reshape(tf.tensor(turned), [1, 8, 2, 1]);
      const x = tf.tile(image, [1, 1, 1, 4]);
      const y = f(x).dataSync();
      const wanted = kind === 'max' ? [nan, nan, nan, inf] : [nan, nan, nan, nan];
      wanted.forEach((value, i) => void expect(y[4 * i]).toBe(value));
    }
  });

  test('leaves nothing behind', async () => {
    const x = seededTensor([1, 5, 4, 8]);
    await expectNoLeaks(() => tf.dispose([f(x), tf.grad((z) => f(z))(x)]));
  });
});
