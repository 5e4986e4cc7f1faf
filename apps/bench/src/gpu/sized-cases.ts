import type * as tf from '@tensorflow/tfjs-core';
import * as core from '../../../../packages/core/src/index';
import type { OpCase } from '../../../../packages/core/src/ops/matrix/op-case';
import { FORMS } from './works';

/** Sizes past the tiles of the programs and beside them; [m, n, k]. */
const SMALL = [
  [1, 1, 1],
  [3, 5, 7],
  [33, 65, 17],
  [64, 64, 32],
  [1, 130, 70],
  [130, 1, 70],
];
const LARGE = [
  ...SMALL,
  [129, 131, 257],
  [256, 256, 256],
  [4, 300, 513],
  [300, 4, 513],
  [65, 64, 1000],
  [200, 132, 68],
];

/** Cases of sizes that the table of ops is too slow for in software: products in every form, rows of many sizes. */
export function sizedCases(quick: boolean): OpCase[] {
  const products = (quick ? SMALL : LARGE).flatMap(([m, n, k]) =>
    FORMS.map(([transposeA, transposeB]) => ({
      op: 'matMul',
      title: `${m}×${n}×${k}, ${transposeA ? 'ta' : 'a'}, ${transposeB ? 'tb' : 'b'}`,
      inputs: [transposeA ? [k, m] : [m, k], transposeB ? [n, k] : [k, n]] as number[][],
      run: (a: tf.Tensor, b: tf.Tensor) =>
        core.scale(core.matMul(a, b, { transposeA, transposeB }), 1 / (k as number)),
    })),
  );
  const batched = FORMS.map(([transposeA, transposeB]) => ({
    op: 'matMul',
    title: `batches of 3×2, 34×35×36, ${transposeA ? 'ta' : 'a'}, ${transposeB ? 'tb' : 'b'}`,
    inputs: [
      [3, 2, ...(transposeA ? [36, 34] : [34, 36])],
      [3, 2, ...(transposeB ? [35, 36] : [36, 35])],
    ],
    run: (a: tf.Tensor, b: tf.Tensor) => core.matMul(a, b, { transposeA, transposeB }),
  }));
  const rows = [1, 63, 64, 65, 255, 257, 1000].flatMap((size) => [
    {
      op: 'softmax',
      title: `rows of ${size}`,
      inputs: [[3, size]],
      run: (x: tf.Tensor) => core.softmax(x),
    },
    {
      op: 'layerNorm',
      title: `rows of ${size}`,
      inputs: [[5, size], [size], [size]],
      run: (x: tf.Tensor, weight: tf.Tensor, bias: tf.Tensor) =>
        core.layerNorm(x, { weight, bias }),
    },
  ]);
  const many = quick
    ? []
    : [
        {
          op: 'layerNorm',
          title: '3000 rows of 96',
          inputs: [[3000, 96], [96], [96]],
          run: (x: tf.Tensor, weight: tf.Tensor, bias: tf.Tensor) =>
            core.layerNorm(x, { weight, bias, epsilon: 0.1 }),
        },
      ];
  return [...products, ...batched, ...rows, ...many];
}
