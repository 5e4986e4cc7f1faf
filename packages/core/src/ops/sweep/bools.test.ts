import { readValues, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import * as core from '../../index';

/* What moves bools gives what it gives of 0 and 1, also of as many as a GPU moves itself (tfjs gives it over 1,000). */

type Move = (x: tf.Tensor) => tf.Tensor;

const MOVES: [name: string, move: Move][] = [
  ['transpose', (x) => core.transpose(x, [1, 2, 0])],
  ['transpose of two axes', (x) => core.transpose(tf.reshape(x, [70, 29]))],
  ['transpose of four axes', (x) => core.transpose(tf.reshape(x, [7, 2, 5, 29]), [3, 1, 0, 2])],
  ['slice', (x) => core.slice(x, [1, 0, 2], [5, 9, 25])],
  ['stridedSlice', (x) => core.stridedSlice(x, [0, 1, 0], [7, 10, 29], [1, 1, 2])],
  ['concat', (x) => core.concat([x, x], 1)],
  ['stack', (x) => core.stack([x, x], 2)],
  ['split', (x) => core.split(x, 2, 1)[1] as tf.Tensor],
  ['unstack', (x) => core.unstack(x, 1)[3] as tf.Tensor],
  ['gather', (x) => core.gather(x, tf.tensor1d([3, 1, 6, 0, 2], 'int32'))],
  [
    'where',
    (x) =>
      core.where(
        tf.greater(seededTensor([7, 1, 29], 2), 0),
        x,
        core.slice(x, [0, 3, 0], [7, 1, 29]),
      ),
  ],
];

const bools = () => tf.greater(seededTensor([7, 10, 29], 1), 0);

test.each(MOVES)('%s', async (_, move) => {
  const moved = move(bools());
  expect(moved.dtype).toBe('bool');
  const wanted = move(tf.where(bools(), tf.ones([7, 10, 29]), tf.zeros([7, 10, 29])));
  expect(moved.shape).toEqual(wanted.shape);
  expect(Array.from(await readValues(moved), Number)).toEqual(Array.from(await readValues(wanted)));
});
