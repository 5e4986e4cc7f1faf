import * as tf from '@tensorflow/tfjs-core';
import { scale } from '../activation/scale';
import type { OpCase } from '../matrix/op-case';
import { huber } from './huber';
import { klDivergence } from './kl-divergence';
import { l1 } from './l1';
import { linearCrossEntropy } from './linear-cross-entropy';
import { mse } from './mse';
import { nllLoss } from './nll-loss';
import type { Reduction } from './reduction';
import { sigmoidCrossEntropy } from './sigmoid-cross-entropy';
import { softmaxCrossEntropy } from './softmax-cross-entropy';

const REDUCTIONS: Reduction[] = ['mean', 'sum', 'none'];

const shares = { shape: [3, 5], values: Array.from({ length: 15 }, (_, i) => ((i * 7) % 15) / 15) };

const POS_WEIGHT = { shape: [5], values: [0.5, 2, 1.5, 1, 3] };

/** Distributions, and their logarithms. */
const DISTRIBUTIONS = { shape: [2, 3], values: [0.2, 0.3, 0.5, 0.6, 0.3, 0.1] };
const LOGS = { shape: [2, 3], values: DISTRIBUTIONS.values.map(Math.log) };

const int = (values: number[]) => tf.tensor(values, [values.length], 'int32');

function linearCases(reduction: Exclude<Reduction, 'none'>): OpCase[] {
  const kernels = ['gemm', 'firstBadLabel', 'indexCrossEntropyForward'];
  return [
    {
      op: 'linearCrossEntropy',
      title: `one ignored, chunks that do not divide, ${reduction}`,
      inputs: [
        [5, 3],
        [3, 7],
      ],
      run: (x, w) => linearCrossEntropy(x, w, int([4, 0, -100, 6, 2]), { reduction, chunk: 2 }),
      kernels,
    },
    {
      op: 'linearCrossEntropy',
      title: `transposed, with a bias, weighted and smoothed, ${reduction}`,
      inputs: [[2, 2, 3], [5, 3], [5]],
      run: (x, w, bias) => {
        const labels = tf.tensor([4, 0, 2, 2], [2, 2], 'int32');
        const weights = tf.tensor([0.5, 2, 1.5, 1, 0.25]);
        const own = { reduction, bias, weights, labelSmoothing: 0.2, transposed: true, chunk: 3 };
        return linearCrossEntropy(x, w, labels, own);
      },
      kernels: [...kernels, 'biasActivation', 'columnSumsOf'],
    },
  ];
}

/** Losses, with each of their reductions. */
export const lossCases: OpCase[] = REDUCTIONS.flatMap((reduction): OpCase[] => [
  {
    op: 'mse',
    title: reduction,
    inputs: [
      [3, 5],
      [3, 5],
    ],
    // The inputs hold the same numbers: a factor sets them apart.
    run: (x, t) => mse(scale(x, 2), t, { reduction }),
    kernels: reduction === 'none' ? [] : ['squaredErrorSum', 'squaredErrorBackward'],
  },
  {
    op: 'sigmoidCrossEntropy',
    title: reduction,
    inputs: [[3, 5], shares],
    run: (x, t) => sigmoidCrossEntropy(x, t, { reduction }),
    kernels: ['sigmoidCrossEntropyForward', 'sigmoidCrossEntropyBackward'],
  },
  {
    op: 'sigmoidCrossEntropy',
    title: `posWeight, ${reduction}`,
    inputs: [[3, 5], shares, POS_WEIGHT],
    run: (x, t, posWeight) => sigmoidCrossEntropy(x, t, { reduction, posWeight }),
    kernels: ['expForward', 'sigmoidForward'],
  },
  {
    op: 'sigmoidCrossEntropy',
    title: `weight, ${reduction}`,
    inputs: [[3, 5], shares, { shape: [3, 1], values: [0.5, 2, 1.5] }],
    run: (x, t, weight) => sigmoidCrossEntropy(x, t, { reduction, weight }),
    kernels: ['sigmoidCrossEntropyForward', 'sigmoidCrossEntropyBackward'],
  },
  {
    op: 'sigmoidCrossEntropy',
    title: `weight and posWeight, ${reduction}`,
    inputs: [[3, 5], shares, { shape: [], values: [0.7] }, POS_WEIGHT],
    run: (x, t, weight, posWeight) =>
      sigmoidCrossEntropy(x, t, { reduction, weight: weight as tf.Tensor, posWeight }),
  },
  {
    op: 'softmaxCrossEntropy',
    title: `shares, ${reduction}`,
    inputs: [[3, 5], shares],
    run: (x, t) => softmaxCrossEntropy(x, t, { reduction }),
    kernels: ['softmaxCrossEntropyForward'],
  },
  {
    op: 'softmaxCrossEntropy',
    title: `class indices, one ignored, ${reduction}`,
    inputs: [[4, 5]],
    run: (x) => softmaxCrossEntropy(x, int([4, 0, -100, 2]), { reduction }),
    kernels: ['firstBadLabel', 'indexCrossEntropyForward'],
  },
  {
    op: 'softmaxCrossEntropy',
    title: `class indices, weighted and smoothed, ${reduction}`,
    inputs: [[3, 5]],
    run: (x) => {
      const weights = tf.tensor([0.5, 2, 1.5, 1, 0.25]);
      return softmaxCrossEntropy(x, int([4, 0, 2]), { reduction, weights, labelSmoothing: 0.2 });
    },
    kernels: ['firstBadLabel', 'indexCrossEntropyForward'],
  },
  {
    op: 'softmaxCrossEntropy',
    title: `shares, weighted and smoothed, ${reduction}`,
    inputs: [[3, 5], shares],
    run: (x, t) => {
      const weights = tf.tensor([0.5, 2, 1.5, 1, 0.25]);
      return softmaxCrossEntropy(x, t, { reduction, weights, labelSmoothing: 0.2 });
    },
    kernels: ['softmaxCrossEntropyForward'],
  },
  ...(reduction === 'none' ? [] : linearCases(reduction)),
  {
    op: 'huber',
    title: `both sides of delta, ${reduction}`,
    inputs: [
      { shape: [7], values: [0.1, -0.5, 2, 0.3, 1, -1, 0] },
      { shape: [7], values: [0.5, 1, 0, 0.2, -2, -0.8, 0.1] },
    ],
    run: (p, t) => huber(p, t, { delta: 0.6, reduction }),
    kernels: ['huberForward', 'huberBackward'],
  },
  {
    op: 'l1',
    title: reduction,
    inputs: [
      { shape: [5], values: [0.1, -0.5, 2, 0.3, 1] },
      { shape: [5], values: [0.5, 1, 0, 0.2, -2] },
    ],
    run: (p, t) => l1(p, t, { reduction }),
  },
  {
    op: 'nllLoss',
    title: `weighted, one row ignored, ${reduction}`,
    inputs: [[4, 5]],
    run: (x) => {
      const weights = tf.tensor([0.5, 2, 1.5, 1, 0.25]);
      return nllLoss(x, int([4, 0, -100, 2]), { reduction, weights });
    },
  },
  {
    op: 'klDivergence',
    title: `probabilities, ${reduction}`,
    inputs: [LOGS, DISTRIBUTIONS],
    run: (x, t) => klDivergence(tf.mul(x, 2), t, { reduction }),
  },
  {
    op: 'klDivergence',
    title: `log-probabilities, ${reduction === 'mean' ? 'batchMean' : reduction}`,
    inputs: [LOGS, LOGS],
    run: (x, t) =>
      klDivergence(tf.mul(x, 2), t, {
        reduction: reduction === 'mean' ? 'batchMean' : reduction,
        logTarget: true,
      }),
  },
]);
