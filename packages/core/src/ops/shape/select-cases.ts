import * as tf from '@tensorflow/tfjs-core';
import type { OpCase } from '../matrix/op-case';
import { oneHot } from '../rows/one-hot';
import { takeAlongAxis } from '../rows/take-along-axis';
import { scatterAdd } from '../scan/scatter-add';
import { topK } from '../scan/top-k';
import { tril, triu } from './triangle';

const ids = (values: number[], shape: number[]) => tf.tensor(values, shape, 'int32');

// No two entries are so near that a difference could turn their order.
const apart = {
  shape: [3, 2, 4],
  values: [
    0.1, 0.7, -0.3, 0.4, 1, -1, 0.2, 0.6, -0.9, 0.9, 0.3, -0.2, 0.5, -0.5, 0.8, -0.8, -0.1, -0.7,
    1.1, 1.2, -0.6, 0, -0.4, 1.3,
  ],
};

/** Ops that choose entries line by line, or put them in their places. */
export const selectCases: OpCase[] = [
  {
    op: 'topK',
    title: 'along the first axis',
    inputs: [apart],
    run: (x) => topK(x, 2, { axis: 0 }).values,
    kernels: ['takeRows', 'sumRows'],
  },
  {
    op: 'topK',
    title: 'the smallest, along the middle axis',
    inputs: [apart],
    run: (x) => topK(x, 1, { axis: -2, largest: false }).values,
    kernels: ['takeRows', 'sumRows'],
  },
  {
    op: 'takeAlongAxis',
    title: 'along the last axis, some several times',
    inputs: [[2, 5]],
    run: (x) => takeAlongAxis(x, ids([4, 0, 4, 1, 1, 2], [2, 3])),
    kernels: ['takeRows', 'sumRows'],
  },
  {
    op: 'takeAlongAxis',
    title: 'along the middle axis',
    inputs: [[2, 3, 2]],
    run: (x) => takeAlongAxis(x, ids([2, 0, 2, 1, 0, 0, 1, 1], [2, 2, 2]), 1),
    kernels: ['takeRows', 'sumRows'],
  },
  {
    op: 'scatterAdd',
    title: 'along the last axis, two on one place',
    inputs: [
      [2, 5],
      [2, 3],
    ],
    run: (x, source) => scatterAdd(x, ids([4, 0, 4, 1, 1, 2], [2, 3]), source),
    kernels: ['takeRows', 'sumRows'],
  },
  {
    op: 'scatterAdd',
    title: 'along the first axis',
    inputs: [
      [3, 2],
      [5, 2],
    ],
    run: (x, source) => scatterAdd(x, ids([2, 0, 1, 0, 2, 2, 0, 1, 1, 0], [5, 2]), source, 0),
    kernels: ['takeRows', 'sumRows'],
  },
  {
    op: 'oneHot',
    title: 'a product with it',
    inputs: [[2, 3, 5]],
    run: (x) => tf.mul(x, oneHot(ids([4, 0, 2, 2, 1, 3], [2, 3]), 5)),
  },
  { op: 'tril', title: 'of matrices', inputs: [[2, 3, 5]], run: (x) => tril(x) },
  { op: 'tril', title: 'below the main diagonal', inputs: [[5, 3]], run: (x) => tril(x, -1) },
  { op: 'triu', title: 'of matrices', inputs: [[2, 5, 3]], run: (x) => triu(x) },
  { op: 'triu', title: 'over the main diagonal', inputs: [[3, 5]], run: (x) => triu(x, 1) },
];
