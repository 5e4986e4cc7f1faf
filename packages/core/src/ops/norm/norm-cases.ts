import * as tf from '@tensorflow/tfjs-core';
import { random } from '../../random/random';
import type { OpCase } from '../matrix/op-case';
import { dropout } from '../noise/dropout';
import { batchNorm } from './batch-norm';
import { groupNorm, instanceNorm } from './group-norm';
import { layerNorm, rmsNorm } from './layer-norm';

const rows = ['rowNormForward', 'rowNormBackward'];
const channels = ['channelMoments', 'channelNormForward', 'channelNormBackward'];

function trained(x: tf.Tensor, weight?: tf.Tensor, bias?: tf.Tensor): tf.Tensor {
  const { y, mean, variance } = batchNorm(x, { weight, bias, training: true });
  tf.dispose([mean, variance]);
  return y;
}

/** Norms, and dropout. */
export const normCases: OpCase[] = [
  {
    op: 'layerNorm',
    title: 'the last axis',
    inputs: [[3, 7]],
    run: (x) => layerNorm(x),
    kernels: rows,
  },
  {
    op: 'layerNorm',
    title: 'with weight and bias',
    inputs: [[2, 3, 5], [5], [5]],
    run: (x, weight, bias) => layerNorm(x, { weight, bias }),
    kernels: rows,
  },
  {
    op: 'layerNorm',
    title: 'two axes',
    inputs: [
      [3, 2, 5],
      [2, 5],
    ],
    run: (x, weight) => layerNorm(x, { weight, axes: 2, epsilon: 0.1 }),
    kernels: rows,
  },
  {
    op: 'rmsNorm',
    title: 'the last axis',
    inputs: [[3, 7]],
    run: (x) => rmsNorm(x),
    kernels: rows,
  },
  {
    op: 'rmsNorm',
    title: 'with a weight',
    inputs: [[2, 3, 5], [5]],
    run: (x, weight) => rmsNorm(x, { weight, epsilon: 0.1 }),
    kernels: rows,
  },
  {
    op: 'groupNorm',
    title: 'images, two groups',
    inputs: [[2, 3, 2, 6], [6], [6]],
    run: (x, weight, bias) => groupNorm(x, 2, { weight, bias }),
    kernels: channels,
  },
  {
    op: 'groupNorm',
    title: 'one group, nothing to learn',
    inputs: [[2, 5, 3]],
    run: (x) => groupNorm(x, 1),
    kernels: channels,
  },
  {
    op: 'instanceNorm',
    title: 'images',
    inputs: [[2, 3, 2, 3], [3], [3]],
    run: (x, weight, bias) => instanceNorm(x, { weight, bias }),
    kernels: channels,
  },
  {
    op: 'batchNorm',
    title: 'vectors',
    inputs: [[7, 3]],
    run: (x) => trained(x),
    kernels: channels,
  },
  {
    op: 'batchNorm',
    title: 'images, with weight and bias',
    inputs: [[2, 3, 2, 5], [5], [5]],
    run: trained,
    kernels: channels,
  },
  {
    op: 'batchNorm',
    title: 'given statistics, with weight and bias',
    inputs: [[3, 2, 5], [5], [5]],
    run: (x, weight, bias) =>
      batchNorm(x, {
        mean: tf.tensor([0, 1, 2, -1, 0.5]),
        variance: tf.tensor([1, 0.5, 2, 0.1, 4]),
        weight,
        bias,
      }),
    kernels: ['channelNormForward', 'channelNormBackward'],
  },
  {
    op: 'dropout',
    title: 'a third',
    inputs: [[7, 5]],
    run: (x) => dropout(x, { rate: 1 / 3, rng: random(5) }),
  },
];
