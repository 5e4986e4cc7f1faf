import { expectRefusal } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { sinusoids } from './sinusoids';

test('are the paper’s formula, of an odd size too', () => {
  const wanted = [0, 1, 2].flatMap((t) =>
    [0, 1, 2, 3, 4].map((column) => {
      const angle = t / 10_000 ** ((2 * Math.floor(column / 2)) / 5);
      return column % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
    }),
  );
  expect(tf.reshape(sinusoids(3, 5), [-1])).toBeClose(wanted);
});

test('begin where they are told to', () => {
  expect(sinusoids(2, 6, 3)).toBeClose(tf.slice(sinusoids(5, 6), [3, 0], [2, 6]), { absolute: 0 });
});

test('what stands k later is a turn of what stands there: the dot product depends on k alone', () => {
  const table = sinusoids(9, 8);
  const products = tf.matMul(table, table, false, true);
  const at = (i: number) => tf.slice(products, [i, i + 3], [1, 1]);
  expect(at(5)).toBeClose(at(0), { absolute: 1e-5 });
});

test('refuses sizes that are none', async () => {
  await expectRefusal(() => sinusoids(0, 4), /length: expected a positive integer, got 0$/);
  await expectRefusal(() => sinusoids(4, 4, -1), /first: expected an integer/);
});
