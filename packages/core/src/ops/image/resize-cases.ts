import * as tf from '@tensorflow/tfjs-core';
import type { OpCase } from '../matrix/op-case';
import { cropAndResize } from './crop-and-resize';
import { type ResizeOptions, resize } from './resize';

const kernels = ['resampleForward', 'resampleBackward'];

const sizes: [string, [number, number], ResizeOptions][] = [
  ['larger', [5, 7], {}],
  ['smaller', [2, 2], {}],
  ['corners on corners', [5, 2], { coordinates: 'align-corners' }],
  ['from the first entries on', [4, 5], { coordinates: 'asymmetric' }],
  ['the nearest', [5, 2], { method: 'nearest' }],
  [
    'the nearest, from the first entries on',
    [6, 4],
    { method: 'nearest', coordinates: 'asymmetric' },
  ],
];

// Points away from places, where the slope changes.
const boxes = {
  shape: [3, 4],
  values: [0.05, 0.15, 0.83, 0.71, 0.93, 0.12, 0.27, 0.9, -0.31, 0.28, 0.79, 1.27],
};
const ids = () => tf.tensor([1, 0, 1], [3], 'int32');

/** Images in other sizes. */
export const resizeCases: OpCase[] = [
  ...sizes.map(
    ([title, size, options]): OpCase => ({
      op: 'resize',
      title,
      inputs: [[2, 3, 4, 3]],
      run: (x) => resize(x, size, options),
      kernels,
    }),
  ),
  {
    op: 'cropAndResize',
    title: 'inside, turned round and beyond the edge',
    inputs: [[2, 4, 5, 3], boxes],
    run: (x, own) => cropAndResize(x as tf.Tensor, own as tf.Tensor, ids(), [3, 4]),
    kernels,
    tolerance: { step: 2e-3, absolute: 1e-2 },
  },
  {
    op: 'cropAndResize',
    title: 'a middle, and a value outside',
    inputs: [[2, 4, 5, 2], boxes],
    run: (x, own) =>
      cropAndResize(x as tf.Tensor, own as tf.Tensor, ids(), [1, 3], { extrapolation: 0.5 }),
    kernels,
    tolerance: { step: 2e-3, absolute: 1e-2 },
  },
  {
    op: 'cropAndResize',
    title: 'the nearest',
    inputs: [[2, 4, 5, 3]],
    run: (x) => {
      const own = tf.tensor(boxes.values, boxes.shape as [number, number]);
      return cropAndResize(x as tf.Tensor, own, ids(), 3, { method: 'nearest' });
    },
    kernels,
  },
];
