import type { CaseInput, OpCase } from '../matrix/op-case';
import { relu, relu6, sigmoid, tanh } from './activation';
import { elu } from './elu';
import { gelu } from './gelu';
import { glu } from './glu';
import { hardSigmoid } from './hard-sigmoid';
import { hardSwish } from './hard-swish';
import { leakyRelu } from './leaky-relu';
import { logSumExp } from './log-sum-exp';
import { mish } from './mish';
import { prelu } from './prelu';
import { scale } from './scale';
import { selu } from './selu';
import { silu } from './silu';
import { logSoftmax, softmax } from './softmax';
import { softplus } from './softplus';

/** Both sides of 0, and none so near to it that a difference would step over a kink. */
const SIDES: CaseInput = {
  shape: [3, 5],
  values: [-3, -1.5, -0.7, -0.3, -0.1, 0.1, 0.2, 0.4, 0.8, 1.1, 1.6, -2.2, 2.5, -0.05, 0.05],
};

/** Functions of one number each, and of one row each. */
export const activationCases: OpCase[] = [
  {
    op: 'relu',
    title: 'both sides of 0',
    inputs: [SIDES],
    run: (x) => relu(x),
    kernels: ['reluForward', 'activationBackward'],
  },
  {
    op: 'relu6',
    title: 'both sides of 0 and of 6',
    inputs: [SIDES],
    run: (x) => relu6(scale(x, 3.1)),
    kernels: ['relu6Forward', 'activationBackward'],
  },
  {
    op: 'sigmoid',
    title: 'both sides of 0',
    inputs: [SIDES],
    run: (x) => sigmoid(x),
    kernels: ['sigmoidForward', 'activationBackward'],
  },
  {
    op: 'tanh',
    title: 'both sides of 0',
    inputs: [SIDES],
    run: (x) => tanh(x),
    kernels: ['tanhForward', 'activationBackward'],
  },
  {
    op: 'gelu',
    title: 'exact',
    inputs: [SIDES],
    run: (x) => gelu(x),
    kernels: ['geluForward', 'geluBackward'],
  },
  {
    op: 'gelu',
    title: 'by tanh',
    inputs: [SIDES],
    run: (x) => gelu(x, { approximate: 'tanh' }),
    kernels: ['geluTanhForward', 'geluTanhBackward'],
  },
  {
    op: 'silu',
    title: 'both sides of 0',
    inputs: [SIDES],
    run: (x) => silu(x),
    kernels: ['siluForward', 'siluBackward'],
  },
  {
    op: 'softplus',
    title: 'both sides of 0',
    inputs: [SIDES],
    run: (x) => softplus(x),
    kernels: ['softplusForward', 'softplusBackward'],
  },
  {
    op: 'softplus',
    title: 'sharp, and a line over its threshold',
    inputs: [SIDES],
    run: (x) => softplus(x, { beta: 3, threshold: 4 }),
    kernels: ['softplusForward', 'softplusBackward'],
  },
  {
    op: 'leakyRelu',
    title: 'both sides of 0',
    inputs: [SIDES],
    run: (x) => leakyRelu(x),
    kernels: ['leakyReluForward', 'leakyReluBackward'],
  },
  {
    op: 'leakyRelu',
    title: 'with a slope of 0.3',
    inputs: [SIDES],
    run: (x) => leakyRelu(x, { slope: 0.3 }),
    kernels: ['leakyReluForward', 'leakyReluBackward'],
  },
  {
    op: 'elu',
    title: 'both sides of 0',
    inputs: [SIDES],
    run: (x) => elu(x),
    kernels: ['eluForward', 'eluBackward'],
  },
  {
    op: 'elu',
    title: 'with an alpha of 1.5',
    inputs: [SIDES],
    run: (x) => elu(x, { alpha: 1.5 }),
    kernels: ['eluForward', 'eluBackward'],
  },
  {
    op: 'softmax',
    title: 'rows of a matrix',
    inputs: [[3, 7]],
    run: (x) => softmax(x),
    kernels: ['softmaxForward', 'softmaxBackward'],
  },
  {
    op: 'softmax',
    title: 'of rank 3',
    inputs: [[2, 3, 5]],
    run: (x) => softmax(x),
    kernels: ['softmaxForward', 'softmaxBackward'],
  },
  {
    op: 'softmax',
    title: 'over the first axis',
    inputs: [[3, 2, 5]],
    run: (x) => softmax(x, { axis: 0 }),
    kernels: ['softmaxForward', 'softmaxBackward'],
  },
  {
    op: 'logSoftmax',
    title: 'over the middle axis',
    inputs: [[3, 2, 5]],
    run: (x) => logSoftmax(x, { axis: -2 }),
    kernels: ['logSoftmaxForward', 'logSoftmaxBackward'],
  },
  {
    op: 'hardSigmoid',
    title: 'both sides of 0',
    inputs: [SIDES],
    run: (x) => hardSigmoid(scale(x, 2.2)),
  },
  {
    op: 'hardSwish',
    title: 'both sides of 0',
    inputs: [SIDES],
    run: (x) => hardSwish(scale(x, 2.2)),
    kernels: ['hardSwishForward', 'activationBackward'],
  },
  {
    op: 'selu',
    title: 'both sides of 0',
    inputs: [SIDES],
    run: (x) => selu(x),
    kernels: ['eluForward', 'eluBackward', 'scale'],
  },
  {
    op: 'mish',
    title: 'both sides of 0',
    inputs: [SIDES],
    run: (x) => mish(x),
    kernels: ['softplusForward', 'softplusBackward', 'tanhForward'],
  },
  {
    op: 'prelu',
    title: 'a slope a channel',
    inputs: [SIDES, { shape: [5], values: [0.25, -0.5, 0, 1.5, 0.1] }],
    run: (x, slope) => prelu(x, slope),
    kernels: ['columnSumsOf'],
  },
  {
    op: 'prelu',
    title: 'one slope for all',
    inputs: [SIDES, { shape: [1], values: [0.25] }],
    run: (x, slope) => prelu(x, slope),
    kernels: ['columnSumsOf'],
  },
  {
    op: 'prelu',
    title: 'a scalar slope, of rank 4',
    inputs: [
      { shape: [2, 1, 2, 2], values: [-3, 2, -1, 0.5, 0.25, -0.5, 1, -2] },
      { shape: [], values: [-0.3] },
    ],
    run: (x, slope) => prelu(x, slope),
    kernels: ['columnSumsOf'],
  },
  {
    op: 'glu',
    title: 'the last axis',
    inputs: [[3, 4]],
    run: (x) => glu(x),
    kernels: ['sigmoidForward', 'activationBackward'],
  },
  {
    op: 'glu',
    title: 'the middle axis',
    inputs: [[2, 6, 5]],
    run: (x) => glu(x, { axis: 1 }),
    kernels: ['sigmoidForward', 'activationBackward'],
  },
  { op: 'logSumExp', title: 'the last axis', inputs: [[3, 7]], run: (x) => logSumExp(x) },
  {
    op: 'logSumExp',
    title: 'the first axis, which stays',
    inputs: [[3, 2, 5]],
    run: (x) => logSumExp(x, { axis: 0, keepDims: true }),
  },
  {
    op: 'logSoftmax',
    title: 'rows of a matrix',
    inputs: [[3, 7]],
    run: (x) => logSoftmax(x),
    kernels: ['logSoftmaxForward', 'logSoftmaxBackward'],
  },
  {
    op: 'logSoftmax',
    title: 'of one row',
    inputs: [[5]],
    run: (x) => logSoftmax(x),
    kernels: ['logSoftmaxForward', 'logSoftmaxBackward'],
  },
];
