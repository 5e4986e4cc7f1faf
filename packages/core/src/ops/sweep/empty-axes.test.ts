import { expectNoLeaks, readValues } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import * as core from '../../index';

/*
 * The rule of empty axes: what moves, chooses, multiplies, maps and sums takes them as PyTorch does. Nothing comes of nothing, a
 * sum of nothing is 0, a mean of nothing NaN; gradients are 0 and of the shape of their input.
 */

const ids = (shape: number[]) => tf.zeros(shape, 'int32');
const pairs = (rank: number) => Array.from({ length: rank }, () => [1, 0] as const);

type Case = [
  name: string,
  shapes: number[][],
  run: (...xs: tf.Tensor[]) => tf.Tensor,
  shape: number[],
  value?: number,
];

const { relu, relu6, tanh, sigmoid, gelu, silu, elu, softplus, leakyRelu } = core;
const { softmax, logSoftmax, hardSigmoid, hardSwish, selu, mish } = core;
const MAPS = {
  ...{ relu, relu6, tanh, sigmoid, gelu, silu, elu, softplus, leakyRelu },
  ...{ softmax, logSoftmax, hardSigmoid, hardSwish, selu, mish },
};
const { mse, l1, huber, sigmoidCrossEntropy, softmaxCrossEntropy, klDivergence } = core;
type Loss = (a: tf.Tensor, b: tf.Tensor, options?: core.LossOptions) => tf.Tensor;
const LOSSES: Record<string, Loss> = {
  ...{ mse, l1, huber, sigmoidCrossEntropy, softmaxCrossEntropy, klDivergence },
};

/** Each with its first axis empty, its last, or its inner one. */
const CASES: Case[] = [
  ['gather: no ids', [[3, 2]], (x) => core.gather(x as tf.Tensor, ids([0])), [0, 2]],
  ['gather: no columns', [[3, 0]], (x) => core.gather(x as tf.Tensor, ids([2])), [2, 0]],
  ['gather: of nothing', [[0, 3]], (x) => core.gather(x as tf.Tensor, ids([0, 2])), [0, 2, 3]],
  ['gatherNd', [[3, 2]], (x) => core.gatherNd(x as tf.Tensor, ids([0, 2])), [0]],
  ['takeAlongAxis', [[3, 2]], (x) => core.takeAlongAxis(x as tf.Tensor, ids([3, 0])), [3, 0]],
  [
    'scatterAdd: nothing',
    [
      [3, 2],
      [3, 0],
    ],
    (x, s) => core.scatterAdd(x as tf.Tensor, ids([3, 0]), s as tf.Tensor),
    [3, 2],
    1,
  ],
  [
    'scatterAdd: to nothing',
    [
      [0, 2],
      [0, 1],
    ],
    (x, s) => core.scatterAdd(x as tf.Tensor, ids([0, 1]), s as tf.Tensor),
    [0, 2],
  ],
  ['embedding: no ids', [[5, 3]], (w) => core.embedding(w as tf.Tensor, ids([2, 0])), [2, 0, 3]],
  ['segmentSum: no rows', [[0, 3]], (x) => core.segmentSum(x as tf.Tensor, ids([0]), 2), [2, 3], 0],
  [
    'segmentSum: no segments',
    [[0, 3]],
    (x) => core.segmentSum(x as tf.Tensor, ids([0]), 0),
    [0, 3],
  ],
  ['oneHot', [[0, 4]], (x) => tf.mul(x as tf.Tensor, core.oneHot(ids([0]), 4)), [0, 4]],
  [
    'concat: nothing',
    [
      [0, 2],
      [0, 2],
    ],
    (...xs) => core.concat(xs),
    [0, 2],
  ],
  [
    'concat: some and nothing',
    [
      [0, 2],
      [3, 2],
    ],
    (...xs) => core.concat(xs),
    [3, 2],
    1,
  ],
  [
    'stack',
    [
      [0, 2],
      [0, 2],
    ],
    (...xs) => core.stack(xs, 1),
    [0, 2, 2],
  ],
  ['split', [[0, 2]], (x) => core.split(x as tf.Tensor, 3)[1] as tf.Tensor, [0, 2]],
  [
    'split off nothing',
    [[3, 2]],
    (x) => core.split(x as tf.Tensor, [0, 3])[0] as tf.Tensor,
    [0, 2],
  ],
  ['unstack', [[3, 0]], (x) => core.unstack(x as tf.Tensor)[2] as tf.Tensor, [0]],
  ['slice', [[3, 2]], (x) => core.slice(x as tf.Tensor, [1, 0], [0, 2]), [0, 2]],
  ['stridedSlice', [[3, 2]], (x) => core.stridedSlice(x as tf.Tensor, [2, 0], [1, 2]), [0, 2]],
  ['transpose', [[0, 2, 3]], (x) => core.transpose(x as tf.Tensor), [3, 2, 0]],
  [
    'transpose: five axes',
    [[2, 0, 3, 1, 4]],
    (x) => core.transpose(x as tf.Tensor),
    [4, 1, 3, 0, 2],
  ],
  ['pad', [[0, 2]], (x) => core.pad(x as tf.Tensor, pairs(2), { value: 7 }), [1, 3], 7],
  [
    'pad: the other axis',
    [[0, 2]],
    (x) =>
      core.pad(
        x as tf.Tensor,
        [
          [0, 0],
          [1, 0],
        ],
        { mode: 'edge' },
      ),
    [0, 3],
  ],
  [
    'where: the condition lacks the empty axis',
    [[0, 7, 2], []],
    (a, b) => core.where(tf.ones([7, 2], 'bool'), a as tf.Tensor, b as tf.Tensor),
    [0, 7, 2],
  ],
  ['tril', [[0, 7, 2]], (x) => core.tril(x as tf.Tensor), [0, 7, 2]],
  [
    'where',
    [
      [0, 2],
      [1, 2],
    ],
    (a, b) => core.where(tf.ones([2], 'bool'), a as tf.Tensor, b as tf.Tensor),
    [0, 2],
  ],
  ['tril', [[0, 3]], (x) => core.tril(x as tf.Tensor), [0, 3]],
  ['triu', [[3, 0]], (x) => core.triu(x as tf.Tensor), [3, 0]],
  ['flatten', [[0, 2, 3]], (x) => core.flatten(x as tf.Tensor), [0, 6]],
  ['topK', [[0, 3]], (x) => core.topK(x as tf.Tensor, 2).values, [0, 2]],
  ['topK: none', [[2, 3]], (x) => core.topK(x as tf.Tensor, 0).values, [2, 0]],
  ['cumsum', [[0, 3]], (x) => core.cumsum(x as tf.Tensor), [0, 3]],
  ['cumsum of nothing', [[3, 0]], (x) => core.cumsum(x as tf.Tensor, { reverse: true }), [3, 0]],
  ['cumprod', [[3, 0]], (x) => core.cumprod(x as tf.Tensor), [3, 0]],
  [
    'matMul: no rows',
    [
      [0, 3],
      [3, 2],
    ],
    (a, b) => core.matMul(a as tf.Tensor, b as tf.Tensor),
    [0, 2],
  ],
  [
    'matMul: nothing inside',
    [
      [4, 0],
      [0, 2],
    ],
    (a, b) => core.matMul(a as tf.Tensor, b as tf.Tensor),
    [4, 2],
    0,
  ],
  [
    'tf.matMul: nothing inside',
    [
      [4, 0],
      [0, 2],
    ],
    (a, b) => tf.matMul(a as tf.Tensor, b as tf.Tensor),
    [4, 2],
    0,
  ],
  [
    'matMul: no batch',
    [
      [0, 4, 3],
      [3, 2],
    ],
    (a, b) => core.matMul(a as tf.Tensor, b as tf.Tensor),
    [0, 4, 2],
  ],
  [
    'linear',
    [[0, 3], [3, 2], [2]],
    (x, w, bias) => core.linear(x as tf.Tensor, w as tf.Tensor, { bias, activation: 'relu' }),
    [0, 2],
  ],
  [
    'einsum: sums of nothing',
    [
      [3, 0],
      [0, 2],
    ],
    (a, b) => core.einsum('ij,jk->ik', a as tf.Tensor, b as tf.Tensor),
    [3, 2],
    0,
  ],
  ['einsum: a sum', [[3, 0]], (a) => core.einsum('ij->i', a as tf.Tensor), [3], 0],
  [
    'einsum: one broadcasts to none',
    [[0], [1]],
    (a, b) => core.einsum('i,i->i', a as tf.Tensor, b as tf.Tensor),
    [0],
  ],
  [
    'dropout',
    [[0, 3]],
    (x) => core.dropout(x as tf.Tensor, { rate: 0.5, rng: core.random(1) }),
    [0, 3],
  ],
  ...Object.entries(MAPS).map(
    ([name, map]): Case => [name, [[2, 0]], (x) => map(x as tf.Tensor), [2, 0]],
  ),
  ['scale', [[0, 3]], (x) => core.scale(x as tf.Tensor, 2), [0, 3]],
  ['softmax: another axis', [[0, 3]], (x) => softmax(x as tf.Tensor, { axis: 0 }), [0, 3]],
  ['logSumExp: no rows', [[0, 3]], (x) => core.logSumExp(x as tf.Tensor), [0]],
  [
    'logSumExp: of nothing',
    [[2, 0]],
    (x) => core.logSumExp(x as tf.Tensor, { keepDims: true }),
    [2, 1],
    -Infinity,
  ],
  ...(['mean', 'sum', 'none'] as const).map(
    (reduction): Case => [
      `nllLoss: ${reduction}`,
      [[0, 3]],
      (x) => core.nllLoss(x as tf.Tensor, ids([0]), { reduction }),
      reduction === 'none' ? [0] : [],
      reduction === 'mean' ? Number.NaN : 0,
    ],
  ),
  ...Object.entries(LOSSES).flatMap(([name, loss]): Case[] => [
    [
      `${name}: mean`,
      [
        [0, 3],
        [0, 3],
      ],
      (a, b) => loss(a as tf.Tensor, b as tf.Tensor),
      [],
      Number.NaN,
    ],
    [
      `${name}: sum`,
      [
        [0, 3],
        [0, 3],
      ],
      (a, b) => loss(a as tf.Tensor, b as tf.Tensor, { reduction: 'sum' }),
      [],
      0,
    ],
    [
      `${name}: one each`,
      [
        [0, 3],
        [0, 3],
      ],
      (a, b) => loss(a as tf.Tensor, b as tf.Tensor, { reduction: 'none' }),
      name === 'softmaxCrossEntropy' ? [0] : [0, 3],
    ],
  ]),
  [
    'softmaxCrossEntropy: of indices',
    [[0, 3]],
    (a) => core.softmaxCrossEntropy(a as tf.Tensor, ids([0]), { reduction: 'sum' }),
    [],
    0,
  ],
];

describe('an empty axis', () => {
  test.each(CASES)('%s', async (_, shapes, run, shape, value) => {
    const xs = shapes.map((own) => tf.ones(own));
    const y = run(...xs);
    expect(y.shape).toEqual(shape);
    const wanted = new Array(y.size).fill(value);
    expect(Array.from(await readValues(y), (entry) => entry + 0)).toEqual(wanted);
  });

  test.each(CASES)('%s: gradients', async (_, shapes, run) => {
    const xs = shapes.map((own) => tf.variable(tf.ones(own)));
    try {
      // Beside a part that is there in any case.
      const loss = () => {
        const y = run(...xs);
        const rest = tf.addN(xs.map((x) => (x.size === 0 ? tf.scalar(0) : tf.sum(x))));
        return (y.size === 0 ? rest : tf.add(tf.sum(y), rest)) as tf.Scalar;
      };
      const { value, grads } = core.valueAndGrads(loss, xs);
      value.dispose();
      for (const x of xs) {
        const grad = grads.get(x);
        if (grad === undefined) continue;
        expect(grad.shape).toEqual(x.shape);
        for (const entry of Array.from(await readValues(grad))) expect(entry).not.toBeNaN();
        grad.dispose();
      }
      const direct = tf.grads((...own: tf.Tensor[]) => run(...own))(xs);
      expect(direct.map((grad) => grad.shape)).toEqual(shapes);
      for (const grad of direct) {
        for (const entry of Array.from(await readValues(grad))) expect([0, 1]).toContain(entry);
      }
    } finally {
      tf.dispose(xs);
    }
  });

  test.each(CASES)('%s leaves nothing behind', async (_, shapes, run) => {
    const xs = shapes.map((own) => tf.ones(own));
    await expectNoLeaks(() => tf.dispose(tf.tidy(() => run(...xs))));
  });

  test('of int32 and bool stay what they are', () => {
    for (const dtype of ['int32', 'bool'] as const) {
      const x = tf.zeros([0, 2], dtype);
      const made = [
        core.gather(x, ids([0])),
        core.concat([x, x]),
        core.slice(x, [0, 1]),
        core.transpose(x),
        core.pad(x, pairs(2)),
        core.where(tf.ones([1], 'bool'), x, x),
      ];
      expect(made.map((y) => y.dtype)).toEqual(new Array(6).fill(dtype));
    }
  });
});
