import * as tf from '@tensorflow/tfjs-core';
import { scale } from '../activation/scale';
import type { OpCase } from '../matrix/op-case';
import { ctcLoss } from './ctc-loss';
import type { Reduction } from './reduction';

const REDUCTIONS: Reduction[] = ['mean', 'sum', 'none'];
const KERNELS = ['ctcBytes', 'ctcRow'];

const labels = () =>
  tf.tensor(
    [
      [1, 1, 2, 4],
      [3, 0, 0, 0],
      [0, 0, 0, 0],
    ],
    [3, 4],
    'int32',
  );

/** CTC, with each of its reductions. */
export const ctcCases: OpCase[] = [
  ...REDUCTIONS.map(
    (reduction): OpCase => ({
      op: 'ctcLoss',
      title: `repeated labels, one and none, ${reduction}`,
      inputs: [[3, 7, 5]],
      run: (x) => ctcLoss(scale(x, 2), labels(), [7, 5, 6], [4, 1, 0], { reduction }),
      kernels: KERNELS,
    }),
  ),
  {
    op: 'ctcLoss',
    title: 'another blank, and one that does not fit',
    inputs: [[3, 4, 6]],
    run: (x) => {
      const options = { blank: 5, zeroInfinity: true };
      return ctcLoss(scale(x, 2), labels(), [4, 4, 0], [4, 2, 0], options);
    },
    kernels: KERNELS,
  },
];
