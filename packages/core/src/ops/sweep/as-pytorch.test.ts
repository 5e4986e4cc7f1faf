import { backendName, expectRefusal } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { adam, adamW } from '../../optim/adam';
import { rmsprop } from '../../optim/rmsprop';
import { hardSigmoid } from '../activation/hard-sigmoid';
import { hardSwish } from '../activation/hard-swish';
import { logSumExp } from '../activation/log-sum-exp';
import { logSoftmax, softmax } from '../activation/softmax';
import { l1 } from '../loss/l1';
import { nllLoss } from '../loss/nll-loss';
import { softmaxCrossEntropy } from '../loss/softmax-cross-entropy';

const x = () =>
  tf.tensor2d([
    [0.5, -1, 2],
    [3, 0, -2],
  ]);
const labels = (...ids: number[]) => tf.tensor1d(ids, 'int32');
const weights = () => tf.tensor1d([1, 2, 0.5]);

// y = f(x); d = torch.arange(y.numel()).reshape(y.shape) % 3 + 1; (y * d).sum().backward(), with the x above, and
// F.softmax(x, 0), F.log_softmax(x, 0), torch.logsumexp(x, 0), torch.logsumexp(x, 1, keepdim=True), F.l1_loss(x, t),
// F.nll_loss(x, [2, 0], weight=[1, 2, .5], reduction=…), F.nll_loss(x, [2, -100]), F.hardsigmoid(x), F.hardswish(x)
const GOLDEN: [string, (x: tf.Tensor) => tf.Tensor, number[], number[]][] = [
  [
    'softmax over axis 0',
    (z) => softmax(z, { axis: 0 }),
    [0.075858, 0.268941, 0.982014, 0.924142, 0.731059, 0.017986],
    [0, 0, 0, 0, 0, 0],
  ],
  [
    'logSoftmax over axis 0',
    (z) => logSoftmax(z, { axis: 0 }),
    [-2.57889, -1.313262, -0.01815, -0.07889, -0.313262, -4.01815],
    [0.848284, 0.924234, -2.892083, -0.848284, -0.924234, 2.892083],
  ],
  [
    'logSumExp over axis 0',
    (z) => logSumExp(z, { axis: 0 }),
    [3.07889, 0.313262, 2.01815],
    [0.075858, 0.537883, 2.946042, 0.924142, 1.462117, 0.053959],
  ],
  [
    'logSumExp with the axis kept',
    (z) => logSumExp(z, { keepDims: true }),
    [2.241311, 3.054985],
    [0.17529, 0.039113, 0.785597, 1.892998, 0.094247, 0.012755],
  ],
  [
    'l1',
    (z) =>
      l1(
        z,
        tf.tensor2d([
          [0, -1, 3],
          [1, 1, 1],
        ]),
      ),
    [1.25],
    [0.166667, 0, -0.166667, 0.166667, -0.166667, -0.166667],
  ],
  [
    'nllLoss, mean',
    (z) => nllLoss(z, labels(2, 0), { weights: weights() }),
    [-2.666667],
    [0, 0, -0.333333, -0.666667, 0, 0],
  ],
  [
    'nllLoss, sum',
    (z) => nllLoss(z, labels(2, 0), { weights: weights(), reduction: 'sum' }),
    [-4],
    [0, 0, -0.5, -1, 0, 0],
  ],
  [
    'nllLoss, none',
    (z) => nllLoss(z, labels(2, 0), { weights: weights(), reduction: 'none' }),
    [-1, -3],
    [0, 0, -0.5, -2, 0, 0],
  ],
  ['nllLoss of an ignored row', (z) => nllLoss(z, labels(2, -100)), [-2], [0, 0, -1, 0, 0, 0]],
  [
    'hardSigmoid',
    hardSigmoid,
    [0.583333, 0.333333, 0.833333, 1, 0.5, 0.166667],
    [0.166667, 0.333333, 0.5, 0, 0.333333, 0.5],
  ],
  [
    'hardSwish',
    hardSwish,
    [0.291667, -0.333333, 1.666667, 3, 0, -0.333333],
    [0.666667, 0.333333, 3.5, 1.5, 1, -0.5],
  ],
];

describe('golden numbers', () => {
  test.each(GOLDEN)('%s', (_, f, value, gradient) => {
    const y = f(x());
    expect(tf.reshape(y, [-1])).toBeClose(value);
    const dy = Array.from({ length: y.size }, (_, i) => (i % 3) + 1);
    const [dx] = tf.grads(f)([x()], tf.tensor(dy, y.shape, 'float32'));
    expect(tf.reshape(dx as tf.Tensor, [-1])).toBeClose(gradient);
  });

  // p = [1, -2, .5]; three steps of torch.optim.….step() with the gradients below
  const options = { learningRate: 0.1 };
  test.each([
    ['adam', () => adam({ ...options, amsgrad: true }), [0.768683, -1.909038, 0.438551]],
    ['adamW', () => adamW({ ...options, amsgrad: true }), [0.76596, -1.903278, 0.437228]],
    ['rmsprop', () => rmsprop({ ...options, centered: true }), [-0.105637, -2.252547, 0.245153]],
    [
      'rmsprop with momentum',
      () => rmsprop({ ...options, centered: true, momentum: 0.5, weightDecay: 0.1 }),
      [-0.840469, -1.257415, -0.088532],
    ],
  ])('%s', (_, make, wanted) => {
    const p = tf.variable(tf.tensor1d([1, -2, 0.5]));
    const optimizer = make();
    for (const g of [
      [1, -0.5, 2],
      [0.1, 0.2, -3],
      [0, 1, 0.3],
    ]) {
      optimizer.update(new Map([[p, tf.tensor1d(g)]]));
    }
    expect(p).toBeClose(wanted);
    expect(Object.keys(optimizer.state.get(p)?.slots ?? {})).toEqual([...optimizer.slots]);
    optimizer.dispose();
  });
});

describe('laws', () => {
  test('nllLoss of logSoftmax is softmaxCrossEntropy', () => {
    const ids = labels(2, 1);
    expect(nllLoss(logSoftmax(x()), ids)).toBeClose(softmaxCrossEntropy(x(), ids));
  });

  // WGSL may assume that there is no infinity.
  test.skipIf(backendName === 'webgpu')(
    'logSumExp of nothing but −∞ is −∞, with a gradient of 0; of +∞ it is ∞',
    () => {
      const low = tf.fill([1, 3], Number.NEGATIVE_INFINITY);
      expect(logSumExp(low)).toBeClose([Number.NEGATIVE_INFINITY]);
      expect(tf.grad((z) => logSumExp(z))(low)).toBeClose([[0, 0, 0]]);
      expect(logSumExp(tf.tensor1d([1, Number.POSITIVE_INFINITY]))).toBeClose(
        Number.POSITIVE_INFINITY,
      );
      expect(logSumExp(tf.tensor1d([1e30, 1e30]))).toBeClose(1e30);
    },
  );

  test('a nearby −∞ is not heard by nllLoss', () => {
    const sure = tf.tensor2d([[0, Number.NEGATIVE_INFINITY]]);
    expect(nllLoss(sure, labels(0))).toBeClose(0);
  });
});

test('axes and indices that are not there are refused', async () => {
  const [z, ids] = [x(), labels(2, 3)];
  await expectRefusal(
    () => softmax(z, { axis: 2 }),
    'softmax: axis: expected an integer from -2 to 1, got 2',
  );
  await expectRefusal(
    () => logSumExp(z, { axis: -3 }),
    'logSumExp: axis: expected an integer from -2 to 1, got -3',
  );
  await expectRefusal(
    () => nllLoss(z, ids),
    'nllLoss: labels: expected indices from 0 to 2 or -100 (ignored), got 3 at 1',
  );
});
