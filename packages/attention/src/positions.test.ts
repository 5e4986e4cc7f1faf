import { expectGradients, expectNoLeaks, expectRefusal, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { alibiSlopes } from './alibi';
import { attend } from './attend';
import { applyRotary } from './rotary';

describe('applyRotary', () => {
  test('keeps the shape, and the first position as it is', () => {
    const x = seededTensor([2, 3, 5, 4], 1);
    const y = applyRotary(x);
    expect(y.shape).toEqual([2, 3, 5, 4]);
    expect(tf.slice(y, 0, [2, 3, 1, 4])).toBeClose(tf.slice(x, 0, [2, 3, 1, 4]));
  });

  test('turns by position times base^(−2 i / depth)', () => {
    const x = tf.tensor([1, 2, 3, 4], [1, 4]);
    const [a, b] = [3, 3 / Math.sqrt(100)];
    const turned = (p: number, q: number, angle: number) => [
      p * Math.cos(angle) - q * Math.sin(angle),
      q * Math.cos(angle) + p * Math.sin(angle),
    ];
    const [p, r] = turned(1, 3, a) as [number, number];
    const [q, s] = turned(2, 4, b) as [number, number];
    expect(applyRotary(x, { offset: 3, base: 100 })).toBeClose([[p, q, r, s]]);
    const near = [...turned(1, 2, a), ...turned(3, 4, b)];
    expect(applyRotary(x, { offset: 3, base: 100, pairs: 'neighbours' })).toBeClose([near]);
  });

  test.each(['halves', 'neighbours'] as const)(
    'a dot product knows the distance alone: %s',
    (pairs) => {
      const [q, k] = [seededTensor([5, 6], 1), seededTensor([5, 6], 2)];
      const dots = (offset: number) =>
        tf.matMul(
          applyRotary(q, { offset, pairs }),
          applyRotary(k, { offset, pairs }),
          false,
          true,
        );
      expect(dots(17)).toBeClose(dots(0), { absolute: 1e-5 });
    },
  );

  test.each(['halves', 'neighbours'] as const)(
    'in double precision, at odd sizes: %s',
    async (pairs) => {
      for (const [rows, time, depth] of [
        [1, 1, 2],
        [3, 5, 6],
        [2, 3, 14],
        [1, 7, 34],
      ] as const) {
        const x = seededTensor([rows, time, depth], depth);
        const values = Array.from(await x.data());
        const half = depth / 2;
        const wanted = values.map((own, index) => {
          const t = Math.floor(index / depth) % time;
          const d = index % depth;
          const i = pairs === 'halves' ? d % half : Math.floor(d / 2);
          const first = pairs === 'halves' ? d < half : d % 2 === 0;
          const step = pairs === 'halves' ? half : 1;
          const other = values[index + (first ? step : -step)] as number;
          const angle = t * 10_000 ** ((-2 * i) / depth);
          return own * Math.cos(angle) + (first ? -1 : 1) * other * Math.sin(angle);
        });
        expect(tf.reshape(applyRotary(x, { pairs }), [-1])).toBeClose(wanted, { absolute: 2e-6 });
      }
    },
  );

  test('an offset goes on where the rows before ended', () => {
    const x = seededTensor([2, 5, 4], 1);
    const parts = [
      applyRotary(tf.slice(x, 0, [2, 3, 4])),
      applyRotary(tf.slice(x, [0, 3, 0]), { offset: 3 }),
    ];
    expect(tf.concat(parts, 1)).toBeClose(applyRotary(x));
  });

  test('its gradient turns back', () => {
    expectGradients((x) => applyRotary(x as tf.Tensor, { offset: 2 }), [seededTensor([3, 4], 1)]);
    expectGradients(
      (x) => applyRotary(x as tf.Tensor, { pairs: 'neighbours' }),
      [seededTensor([3, 4], 1)],
    );
  });

  test('says what does not fit, and leaves nothing', async () => {
    const odd = tf.zeros([5, 3]);
    await expectRefusal(
      () => applyRotary(odd),
      'applyRotary: x: expected [..., time, depth] with an even depth, got [5, 3]',
    );
    const x = tf.zeros([5, 4]);
    await expectRefusal(
      () => applyRotary(x, { base: 0 }),
      'applyRotary: base: expected a number over 0, got 0',
    );
    await expectRefusal(
      () => applyRotary(x, { pairs: 'all' as never }),
      'applyRotary: pairs: expected "halves" or "neighbours", got "all"',
    );
    await expectNoLeaks(() => applyRotary(x).dispose());
  });
});

describe('alibiSlopes', () => {
  test('are those of the paper, for powers of two and between them', () => {
    expect(alibiSlopes(8)).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((h) => 2 ** -h));
    expect(alibiSlopes(6)).toBeClose([0.25, 0.0625, 0.015625, 0.00390625, 0.5, 0.125]);
    expect(alibiSlopes(1)).toEqual([1 / 256]);
  });

  test('take slope times distance off the scores', () => {
    const [q, k, v] = [1, 2, 3].map((seed) => seededTensor([1, 2, 3, 4], seed)) as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
    ];
    const distance = tf.tensor([0, 1, 2, 1, 0, 1, 2, 1, 0], [3, 3]);
    const bias = tf.stack([tf.mul(distance, -1 / 16), tf.mul(distance, -1 / 256)]);
    const mask = { causal: true };
    const own = attend(q, k, v, { alibi: alibiSlopes(2), mask });
    expect(own).toBeClose(attend(q, k, v, { bias, mask }), { absolute: 2e-6 });
  });

  test('refuse a number of heads that is none', async () => {
    for (const heads of [0, 1e9, 2 ** 32]) {
      const rule = 'alibiSlopes: heads: expected a positive integer of at most 65536, got';
      await expectRefusal(() => alibiSlopes(heads), `${rule} ${heads}`);
    }
  });
});
