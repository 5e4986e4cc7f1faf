import type { OpCase } from '../matrix/op-case';
import { einsum } from './einsum';

const equations: [equation: string, inputs: number[][]][] = [
  [
    'ij,jk->ik',
    [
      [2, 3],
      [3, 5],
    ],
  ],
  [
    'bqhd,bkhd->bhqk',
    [
      [2, 3, 2, 5],
      [2, 4, 2, 5],
    ],
  ],
  [
    'ji,jk->ik',
    [
      [3, 2],
      [3, 5],
    ],
  ],
  ['ii->i', [[3, 3]]],
  [
    'iij,jk',
    [
      [2, 2, 3],
      [3, 2],
    ],
  ],
  ['ij->', [[3, 4]]],
  ['i,j->ij', [[3], [2]]],
  [
    '...ij,...jk->...ik',
    [
      [2, 1, 2, 3],
      [3, 3, 2],
    ],
  ],
  [
    'ab,bc,cd->da',
    [
      [2, 3],
      [3, 2],
      [2, 4],
    ],
  ],
  [
    'ij,kj->k',
    [
      [2, 3],
      [4, 3],
    ],
  ],
  [
    'ij,ij->ij',
    [
      [2, 3],
      [1, 3],
    ],
  ],
];

/** Einstein's notation. */
export const einsumCases: OpCase[] = [
  ...equations.map(
    ([equation, inputs]): OpCase => ({
      op: 'einsum',
      title: equation,
      inputs,
      run: (...xs) => einsum(equation, ...xs),
    }),
  ),
];
