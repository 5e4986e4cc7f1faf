import { expectNoLeaks, expectSameOnEveryBackend, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { embedding } from '../ops/rows/embedding';
import { sparseRows } from '../ops/rows/sparse-rows';
import { type Gradients, valueAndGrads } from '../tape/value-and-grads';
import { adagrad } from './adagrad';
import { adam, adamW } from './adam';
import { clipByGlobalNorm, clipByValue } from './clip';
import type { Optimizer } from './optimizer';
import { rmsprop } from './rmsprop';
import { sgd } from './sgd';

const EXACT = { absolute: 0, relative: 0 };
const int = (values: number[], shape: number[] = [values.length]) =>
  tf.tensor(values, shape, 'int32');
const variable = (shape: number[], seed: number) =>
  tf.tidy(() => tf.variable(seededTensor(shape, seed)));

/** seeded([5, 3], 1) after `steps` updates by an embedding of two batches of ids in turn. */
function fit(optimizer: Optimizer, sparse: boolean, steps = 3): tf.Tensor {
  const weight = variable([5, 3], 1);
  const target = seededTensor([2, 3, 3], 2);
  for (let step = 0; step < steps; step++) {
    const ids = int(step % 2 === 0 ? [1, 4, 1, 0, 2, 4] : [3, 3, 0, 1, 3, 3], [2, 3]);
    tf.tidy(() => {
      const { grads } = valueAndGrads(
        () => tf.sum(tf.squaredDifference(embedding(weight, ids, { sparse }), target)),
        [weight],
        { sparse: true },
      );
      optimizer.update(grads);
    });
  }
  const trained = tf.clone(weight);
  weight.dispose();
  optimizer.dispose();
  return trained;
}

// w = seeded([5, 3], 1), c = seeded([2, 3, 3], 2), o = torch.optim.…([w], …)
// for k in range(3): y = F.embedding([[[1, 4, 1], [0, 2, 4]], [[3, 3, 0], [1, 3, 3]]][k % 2], w, sparse=True)
//   ((y - c) ** 2).sum().backward(); o.step()
const GOLDEN: [string, () => Optimizer, boolean, number[]][] = [
  [
    'SGD(lr=0.1)',
    () => sgd({ learningRate: 0.1 }),
    true,
    [
      ...[-0.2349819, -0.008777584, -0.2452729, -0.1647359, -0.2499534, -0.3386499, 0.4003336],
      ...[0.2798223, -0.6452388, 0.05299255, -0.1079088, -0.3863857, 0.1861551, 0.07046498],
      -0.5367901,
    ],
  ],
  [
    'Adagrad(lr=0.1, lr_decay=0.05, initial_accumulator_value=0.1)',
    () => adagrad({ learningRate: 0.1, learningRateDecay: 0.05, initialAccumulator: 0.1 }),
    true,
    [
      ...[-0.3843757, -0.09245723, -0.1329079, 0.253467, -0.6936924, -0.3500446, 0.4027985],
      ...[0.2617903, -0.8086308, 0.1841769, -0.4041693, -0.2496036, 0.1885613, 0.5137336],
      -0.5403144,
    ],
  ],
  [
    'Adagrad(lr=0.1, lr_decay=0.05, weight_decay=0.1), dense',
    () => adagrad({ learningRate: 0.1, learningRateDecay: 0.05, weightDecay: 0.1 }),
    false,
    [
      ...[-0.3803943, -0.08849284, -0.1341445, 0.2523417, -0.6928664, -0.3954338, 0.3901461],
      ...[0.2659242, -0.8024737, 0.08275716, -0.3029952, -0.1500409, 0.1226996, 0.5119454],
      -0.4276639,
    ],
  ],
  [
    'SparseAdam(lr=0.1)',
    () => adam({ learningRate: 0.1 }),
    true,
    [
      ...[-0.3016402, 0.002591074, -0.2161257, 0.1673261, -0.6029848, -0.4557823, 0.365085],
      ...[0.2970721, -0.7815824, 0.2040784, -0.424684, -0.2296581, 0.2223245, 0.4884057],
      -0.5733771,
    ],
  ],
];

describe('updates by sparse rows', () => {
  test.each(GOLDEN)('are those of PyTorch: %s', (_, make, sparse, wanted) => {
    expect(tf.reshape(fit(make(), sparse), [15])).toBeClose(wanted, {
      absolute: 2e-6,
      relative: 1e-5,
    });
  });

  test('are those of the whole gradient, by rules that need no moment of other rows', () => {
    const makes: (() => Optimizer)[] = [
      () => sgd({ learningRate: 0.1 }),
      () => adagrad({ learningRate: 0.1 }),
      // These change every row, so that they take the gradient as a whole.
      () => sgd({ learningRate: 0.1, momentum: 0.9 }),
      () => sgd({ learningRate: 0.1, weightDecay: 0.1 }),
      () => adagrad({ weightDecay: 0.1 }),
      () => adam({ weightDecay: 0.1 }),
      () => adamW(),
      () => rmsprop(),
    ];
    for (const make of makes) expect(fit(make(), true)).toBeClose(fit(make(), false));
  });

  test('leave all other rows as they are, moments too', () => {
    for (const make of [() => sgd({ learningRate: 0.1 }), () => adagrad(), () => adam()]) {
      const weight = variable([5, 3], 1);
      const optimizer = make();
      const ids = (values: number[]) =>
        sparseRows(int(values), tf.ones([values.length, 3]), [5, 3]);
      optimizer.update(new Map([[weight, ids([0, 1, 3])]]));
      const all = () => [weight, ...Object.values(optimizer.state.get(weight)?.slots ?? {})];
      const before = all().map((x) => tf.tidy(() => tf.add(x, 0)));
      optimizer.update(new Map([[weight, ids([3, -1, 1, 3, 9])]]));
      const rows = (x: tf.Tensor, at: number) => tf.slice(x, [at, 0], [1, 3]);
      all().forEach((x, i) => {
        for (const at of [0, 2, 4]) {
          expect(rows(x, at)).toBeClose(rows(before[i] as tf.Tensor, at), EXACT);
        }
        const moved = tf.abs(tf.sub(rows(x, 3), rows(before[i] as tf.Tensor, 3)));
        expect(tf.cast(tf.greater(tf.min(moved), 1e-5), 'int32')).toBeClose(1);
      });
    }
  });

  test('are the same on every backend, at odd sizes', async () => {
    for (const size of [1, 3, 5, 7, 17, 33]) {
      await expectSameOnEveryBackend(() =>
        [sgd({ learningRate: 0.1 }), adagrad(), adam()].map((optimizer) => {
          const weight = tf.variable(seededTensor([7, size], 1));
          for (let step = 0; step < 3; step++) {
            const ids = int([6, step, 2, 6, 2, 2]);
            const rows = seededTensor([6, size], 2 + step);
            optimizer.update(new Map([[weight, sparseRows(ids, rows, [7, size])]]));
          }
          optimizer.dispose();
          const trained = tf.add(weight, 0);
          weight.dispose();
          return trained;
        }),
      );
    }
  });

  test('leave clones of the parameter as they were', () => {
    const weight = variable([5, 3], 1);
    const clone = tf.clone(weight);
    const gradient = sparseRows(int([1]), tf.ones([1, 3]), [5, 3]);
    sgd({ learningRate: 1 }).update(new Map([[weight, gradient]]));
    expect(clone).toBeClose(seededTensor([5, 3], 1), EXACT);
  });

  test('leave as many tensors as they found', async () => {
    const weight = variable([5, 3], 1);
    for (const make of [() => sgd({ learningRate: 0.1 }), () => adam(), () => rmsprop()]) {
      await expectNoLeaks(() => {
        const gradient = sparseRows(int([1, 1, 0]), tf.ones([3, 3]), [5, 3]);
        const optimizer = make();
        optimizer.update(new Map([[weight, gradient]]));
        gradient.dispose();
        optimizer.dispose();
      });
    }
  });
});

describe('clipping of sparse rows', () => {
  const pair = () => {
    const [a, b] = [variable([5, 3], 1), variable([2], 2)];
    const sparse = sparseRows(int([2, 0, 2, -1]), seededTensor([4, 3], 1), [5, 3]);
    const gradients: Gradients = new Map([
      [a, sparse],
      [b, seededTensor([2], 3)],
    ] as [tf.Variable, tf.Tensor][]);
    const dense: Gradients = new Map([
      [a, sparse.toDense()],
      [b, seededTensor([2], 3)],
    ]);
    return { a, b, gradients, dense };
  };

  test.each([
    ['clipByGlobalNorm', clipByGlobalNorm],
    ['clipByValue', clipByValue],
  ])('%s is that of the whole gradient', (_, clip) => {
    for (const limit of [0.3, 100]) {
      const { a, b, gradients, dense } = pair();
      clip(gradients, limit);
      clip(dense, limit);
      const clipped = gradients.get(a) as ReturnType<typeof sparseRows>;
      expect(clipped.toDense()).toBeClose(dense.get(a) as tf.Tensor);
      expect(clipped.ids).toBeClose([2, 0, 2, -1]);
      expect(gradients.get(b)).toBeClose(dense.get(b) as tf.Tensor);
    }
  });
});
