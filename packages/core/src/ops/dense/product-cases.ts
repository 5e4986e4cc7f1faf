import type { Activation } from '../activation/activation';
import { scale } from '../activation/scale';
import type { OpCase } from '../matrix/op-case';
import { linear } from './linear';
import { type MatMulOptions, matMul } from './mat-mul';

const transposed: [string, MatMulOptions, number[], number[]][] = [
  ['as they are', {}, [3, 5], [5, 7]],
  ['the left transposed', { transposeA: true }, [5, 3], [5, 7]],
  ['the right transposed', { transposeB: true }, [3, 5], [7, 5]],
  ['both transposed', { transposeA: true, transposeB: true }, [5, 3], [7, 5]],
];

const leading: [string, number[], number[]][] = [
  ['many left sides over one right side', [2, 3, 5], [5, 7]],
  ['one left side over many right sides', [3, 5], [2, 5, 7]],
  ['one right side a left side', [2, 3, 5], [2, 5, 7]],
  ['leading axes that broadcast both ways', [2, 1, 3, 5], [3, 5, 2]],
];

const activations: Activation[] = ['none', 'tanh', 'sigmoid'];

/** Matrix products, with what is fused to them. */
export const productCases: OpCase[] = [
  ...transposed.map(
    ([title, options, a, b]): OpCase => ({
      op: 'matMul',
      title,
      inputs: [a, b],
      run: (x, y) => matMul(x, y, options),
      kernels: ['gemm'],
    }),
  ),
  ...leading.map(
    ([title, a, b]): OpCase => ({
      op: 'matMul',
      title,
      inputs: [a, b],
      run: (x, y) => matMul(x, y),
      kernels: [b.length === 2 ? 'gemm' : 'gemmBatched'],
    }),
  ),
  ...activations.map(
    (activation): OpCase => ({
      op: 'linear',
      title: `with a bias, activation ${activation}`,
      inputs: [[3, 5], [5, 7], [7]],
      run: (x, w, bias) => linear(x, w, { bias, activation }),
      kernels:
        activation === 'none'
          ? ['gemm', 'biasActivation', 'columnSumsOf']
          : ['gemm', 'biasActivation', 'columnSumsOf', 'activationBackward'],
    }),
  ),
  {
    op: 'linear',
    title: 'without a bias, of rank 3',
    inputs: [
      [2, 3, 5],
      [5, 7],
    ],
    run: (x, w) => linear(x, w),
    kernels: ['gemm'],
  },
  {
    op: 'linear',
    title: 'of one row, with relu far from 0',
    inputs: [
      { shape: [3], values: [1, 2, -1] },
      { shape: [3, 2], values: [1, -1, 0.5, -2, -1, 1] },
      { shape: [2], values: [0.5, -0.5] },
    ],
    run: (x, w, bias) => linear(x, w, { bias, activation: 'relu' }),
    kernels: ['gemm', 'biasActivation', 'activationBackward'],
  },
  {
    op: 'scale',
    title: 'by a negative factor',
    inputs: [[3, 5]],
    run: (x) => scale(x, -2.5),
    kernels: ['scale'],
  },
];
