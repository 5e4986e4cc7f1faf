import * as tf from '@tensorflow/tfjs-core';
import { gradientCheckpoint } from '../../tape/gradient-checkpoint';
import type { OpCase } from '../matrix/op-case';
import { embedding } from './embedding';
import { gather } from './gather';
import { segmentSum } from './segment-sum';

const ids = (values: number[], shape: number[] = [values.length]) =>
  tf.tensor(values, shape, 'int32');

/** Ops that take, or add, the rows that ids choose. */
export const rowsCases: OpCase[] = [
  {
    op: 'gather',
    title: 'rows, some several times',
    inputs: [[5, 3]],
    run: (x) => gather(x, ids([4, 0, 4, 2])),
    kernels: ['takeRows', 'sumRows'],
  },
  {
    op: 'gather',
    title: 'along an axis in the middle',
    inputs: [[2, 5, 3]],
    run: (x) => gather(x, ids([1, 1, 3]), 1),
    kernels: ['takeRows', 'sumRows'],
  },
  {
    op: 'gather',
    title: 'along the last axis, by indices of rank 2',
    inputs: [[3, 5]],
    run: (x) => gather(x, ids([4, 0, 2, 4, 1, 1], [2, 3]), -1),
    kernels: ['takeRows', 'sumRows'],
  },
  {
    op: 'gather',
    title: 'one entry of a vector',
    inputs: [[7]],
    run: (x) => gather(x, tf.scalar(3, 'int32')),
    kernels: ['takeRows', 'sumRows'],
  },
  {
    op: 'segmentSum',
    title: 'rows of vectors, one segment empty',
    inputs: [[5, 3]],
    run: (x) => segmentSum(x, ids([3, 0, 3, 3, 1]), 4),
    kernels: ['sumRows', 'takeRows'],
  },
  {
    op: 'segmentSum',
    title: 'of numbers',
    inputs: [[7]],
    run: (x) => segmentSum(x, ids([0, 1, 0, 1, 2, 2, 0]), 3),
    kernels: ['sumRows', 'takeRows'],
  },
  {
    op: 'embedding',
    title: 'ids of rank 2',
    inputs: [[5, 17]],
    run: (weight) => embedding(weight, ids([4, 0, 4, 2, 1, 4], [3, 2])),
    kernels: ['firstOutside', 'takeRows', 'sumRows'],
  },
  {
    op: 'gradientCheckpoint',
    title: 'of two layers, one in the other',
    inputs: [
      [2, 3],
      [3, 3],
    ],
    run: (x, w) => {
      const layer = gradientCheckpoint((z: tf.Tensor) =>
        tf.tanh(tf.matMul(z as tf.Tensor2D, w as tf.Tensor2D)),
      );
      return gradientCheckpoint((z: tf.Tensor) => layer(layer(z)))(x);
    },
  },
];
