import * as tf from '@tensorflow/tfjs-core';
import type { OpCase } from '../matrix/op-case';
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

const at = (parts: tf.Tensor[], i: number) => tf.mul(parts[i] as tf.Tensor, 2);

const scans: [string, Parameters<typeof cumsum>[1]][] = [
  ['along the last axis', {}],
  ['along the first axis', { axis: 0 }],
  ['exclusive, in reverse', { axis: 1, exclusive: true, reverse: true }],
  ['in reverse', { axis: -2, reverse: true }],
  ['exclusive', { axis: 0, exclusive: true }],
];

const paddings = [
  [1, 2],
  [0, 1],
] as const;

/** Ops that move numbers, and choose among them. */
export const shapeCases: OpCase[] = [
  {
    op: 'concat',
    title: 'three, along the middle axis',
    inputs: [
      [2, 1, 3],
      [2, 2, 3],
      [2, 3, 3],
    ],
    run: (...xs) => concat(xs, 1),
  },
  {
    op: 'concat',
    title: 'along the last axis',
    inputs: [
      [3, 2],
      [3, 5],
    ],
    run: (...xs) => concat(xs, -1),
  },
  {
    op: 'stack',
    title: 'along a new last axis',
    inputs: [
      [2, 3],
      [2, 3],
    ],
    run: (...xs) => stack(xs, -1),
  },
  { op: 'split', title: 'in equal parts', inputs: [[3, 4]], run: (x) => at(split(x, 2, 1), 1) },
  { op: 'split', title: 'by sizes', inputs: [[5, 2]], run: (x) => at(split(x, [2, 3]), 0) },
  {
    op: 'unstack',
    title: 'along the last axis',
    inputs: [[3, 4]],
    run: (x) => at(unstack(x, -1), 2),
  },
  {
    op: 'slice',
    title: 'a block',
    inputs: [[3, 5, 2]],
    run: (x) => slice(x, [1, 2, 0], [2, 2, -1]),
  },
  {
    op: 'slice',
    title: 'of five axes',
    inputs: [[2, 2, 3, 2, 2]],
    run: (x) => slice(x, [1, 0, 1, 0, 1], [1, 2, 2, 1, 1]),
  },
  {
    op: 'stridedSlice',
    title: 'forward and backward',
    inputs: [[5, 7]],
    run: (x) => stridedSlice(x, [0, 5], [null, 0], [2, -2]),
  },
  { op: 'pad', title: 'a constant', inputs: [[2, 3]], run: (x) => pad(x, paddings, { value: 2 }) },
  {
    op: 'pad',
    title: 'reflected',
    inputs: [[4, 3]],
    run: (x) => pad(x, paddings, { mode: 'reflect' }),
  },
  {
    op: 'pad',
    title: 'symmetric',
    inputs: [[2, 3]],
    run: (x) => pad(x, paddings, { mode: 'symmetric' }),
  },
  {
    op: 'pad',
    title: 'the edge',
    inputs: [[2, 3]],
    run: (x) => pad(x, paddings, { mode: 'edge' }),
  },
  {
    op: 'pad',
    title: 'circular',
    inputs: [[2, 3]],
    run: (x) => pad(x, paddings, { mode: 'circular' }),
  },
  {
    op: 'where',
    title: 'everything broadcasts',
    inputs: [
      [2, 1, 3],
      [5, 1],
    ],
    run: (a, b) => where(tf.tensor([1, 0, 1], [3], 'bool'), a, b),
  },
  {
    op: 'gatherNd',
    title: 'rows',
    inputs: [[3, 2, 5]],
    run: (x) =>
      gatherNd(
        x,
        tf.tensor2d(
          [
            [2, 1],
            [0, 0],
            [2, 1],
          ],
          [3, 2],
          'int32',
        ),
      ),
    kernels: ['takeRows', 'sumRows'],
  },
  {
    op: 'gatherNd',
    title: 'numbers',
    inputs: [[3, 4]],
    run: (x) => gatherNd(x, tf.tensor3d([2, 3, 0, 1], [2, 1, 2], 'int32')),
    kernels: ['takeRows', 'sumRows'],
  },
  {
    op: 'topK',
    title: 'the values',
    inputs: [{ shape: [2, 4], values: [0.1, 0.7, -0.3, 0.4, 1, -1, 0.2, 0.6] }],
    run: (x) => topK(x, 2).values,
    kernels: ['takeRows', 'sumRows'],
  },
  {
    op: 'transpose',
    title: 'three axes',
    inputs: [[2, 3, 5]],
    run: (x) => transpose(x, [2, 0, 1]),
  },
  {
    op: 'transpose',
    title: 'six axes',
    inputs: [[2, 1, 3, 2, 2, 1]],
    run: (x) => transpose(x, [5, 3, 0, 4, 2, 1]),
  },
  { op: 'transpose', title: 'all in turn', inputs: [[3, 5]], run: (x) => transpose(x) },
  ...scans.map(
    ([title, options]): OpCase => ({
      op: 'cumsum',
      title,
      inputs: [[3, 5]],
      run: (x) => cumsum(x, options),
      kernels: ['cumsumForward'],
    }),
  ),
  ...scans.map(
    ([title, options]): OpCase => ({
      op: 'cumprod',
      title,
      inputs: [[3, 5]],
      run: (x) => cumprod(x, options),
      kernels: ['cumprodForward', 'cumprodBackward'],
    }),
  ),
  {
    op: 'cumprod',
    title: 'with zeros',
    inputs: [{ shape: [2, 5], values: [1, 0, 2, -1, 0.5, 0.5, 0, 0, 3, 1] }],
    run: (x) => cumprod(x),
    kernels: ['cumprodForward', 'cumprodBackward'],
  },
];
