import {
  backendName,
  expectNoLeaks,
  expectRefusal,
  expectSameOnEveryBackend,
  seededTensor,
  withRoomFor,
} from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { sparseRows } from '../ops/rows/sparse-rows';
import type { SparseRows } from '../tape/sparse-rows';
import { type DenseGradients, type Gradients, valueAndGrads } from '../tape/value-and-grads';
import { clipByGlobalNorm, clipByValue } from './clip';

const make = (...tensors: tf.Tensor[]): DenseGradients =>
  new Map(tensors.map((g) => [tf.tidy(() => tf.variable(tf.zerosLike(g))), g]));
const valuesOf = (gradients: DenseGradients) => [...gradients.values()];

describe('clipByGlobalNorm', () => {
  // a.grad, b.grad = seeded([3], 1), seeded([2, 5], 2); torch.nn.utils.clip_grad_norm_([a, b], 0.5)
  test('golden numbers', () => {
    const gradients = make(seededTensor([3], 1), seededTensor([2, 5], 2));
    clipByGlobalNorm(gradients, 0.5);
    const [a, b] = valuesOf(gradients);
    expect(a).toBeClose([-0.165632, -0.08216057, 0.002666026]);
    expect(b?.shape).toEqual([2, 5]);
    expect(b).toBeClose([
      ...[-0.1653885, -0.0251552, -0.195488, 0.1520287, 0.136386],
      ...[-0.2405632, -0.1848984, -0.01738275, 0.01584292, 0.1236183],
    ]);
  });

  test('gives the norm asked for, or leaves what is under it', () => {
    const norm = (gradients: DenseGradients) =>
      tf.sqrt(tf.addN(valuesOf(gradients).map((g) => tf.sum(tf.square(g)))));
    for (const n of [1, 3, 5, 7, 17, 33, 1027]) {
      const gradients = make(seededTensor([n], 1), seededTensor([n, 2], 2));
      clipByGlobalNorm(gradients, 0.125);
      expect(norm(gradients)).toBeClose(0.125);
      clipByGlobalNorm(gradients, 10);
      expect(norm(gradients)).toBeClose(0.125);
    }
    const zero = make(tf.zeros([3]));
    clipByGlobalNorm(zero, 1);
    expect(valuesOf(zero)[0]).toBeClose([0, 0, 0]);
    clipByGlobalNorm(new Map(), 1);
  });

  test('gradients so large that their squares overflow', () => {
    if (backendName !== 'wasm') return; // elsewhere the sum is of floats, as in PyTorch
    const gradients = make(tf.tensor([3e30, 4e30]));
    clipByGlobalNorm(gradients, 5);
    expect(valuesOf(gradients)[0]).toBeClose([3, 4]);
  });

  test('clips two gradients of one piece of memory once each, and not what else shares it', () => {
    const dy = tf.tensor([3, 4]);
    const gradients = make(tf.clone(dy), tf.clone(dy));
    clipByGlobalNorm(gradients, Math.SQRT2);
    expect(dy).toBeClose([3, 4]);
    for (const g of valuesOf(gradients)) expect(g).toBeClose([0.6, 0.8]);
    const [x, y] = [tf.variable(tf.ones([2])), tf.variable(tf.ones([2]))];
    const { grads } = valueAndGrads(() => tf.sum(tf.add(x, y)), [x, y]);
    clipByGlobalNorm(grads, 1);
    for (const g of valuesOf(grads)) expect(g).toBeClose([0.5, 0.5]);
  });

  test.skipIf(backendName === 'webgpu')('a NaN anywhere is NaN everywhere', () => {
    const gradients = make(tf.tensor([1, Number.NaN]), tf.ones([2]));
    clipByGlobalNorm(gradients, 1);
    for (const g of valuesOf(gradients)) expect(g).toBeClose([Number.NaN, Number.NaN]);
  });

  test('is the same on every backend', async () => {
    await expectSameOnEveryBackend(() => {
      const given = [seededTensor([17], 1), seededTensor([3, 5], 2)];
      const keys = given.map((g) => tf.variable(tf.zerosLike(g)));
      const gradients: DenseGradients = new Map(keys.map((key, i) => [key, given[i] as tf.Tensor]));
      clipByGlobalNorm(gradients, 0.5);
      tf.dispose(keys);
      return valuesOf(gradients);
    });
  });
});

describe('clipByGlobalNorm at the ends of floats', () => {
  test.each([
    [
      [1e30, 1e30],
      [Math.SQRT1_2, Math.SQRT1_2],
    ],
    [
      [1e19, -1e19, 0],
      [Math.SQRT1_2, -Math.SQRT1_2, 0],
    ],
    [
      [1e-30, 0],
      [1e-30, 0],
    ],
    [
      [0, 0],
      [0, 0],
    ],
    [
      [Number.POSITIVE_INFINITY, 1],
      [Number.NaN, 0],
    ],
    [
      [Number.NaN, 1],
      [Number.NaN, Number.NaN],
    ],
  ])('%o', (values, wanted) => {
    const gradients = make(tf.tensor(values));
    clipByGlobalNorm(gradients, 1);
    expect(valuesOf(gradients)[0]).toBeClose(wanted);
  });
});

describe('clipByValue', () => {
  test('limits each element', () => {
    const gradients = make(tf.tensor([-3, -0.5, 0, 0.5, 3]), tf.tensor([[7]]));
    clipByValue(gradients, 1);
    expect(valuesOf(gradients)[0]).toBeClose([-1, -0.5, 0, 0.5, 1]);
    expect(valuesOf(gradients)[1]).toBeClose(tf.ones([1, 1]));
  });

  const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

  // torch.nn.utils.clip_grad_value_
  test.each([1, 3, 4, 5, 17, 33])('NaN stays and infinities end, at each of %i places', (n) => {
    for (let at = 0; at < n; at++) {
      const around = (x: number) => Array.from({ length: n }, (_, i) => (i === at ? x : -3));
      for (const [x, wanted] of [
        [nan, nan],
        [inf, 0.5],
        [-inf, -0.5],
      ] as const) {
        const gradients = make(tf.tensor1d(around(x)));
        clipByValue(gradients, 0.5);
        const values = around(wanted).map((y) => (y === -3 ? -0.5 : y));
        expect(valuesOf(gradients)[0]).toBeClose(values);
      }
    }
  });

  test('NaN stays in a gradient of few rows', () => {
    const table = tf.variable(tf.zeros([4, 2]));
    const rows = [
      [nan, 3],
      [1, -inf],
      [nan, -3],
      [1, 0.25],
    ];
    const sparse = sparseRows(tf.tensor1d([2, 0, 2, 1], 'int32'), tf.tensor2d(rows), [4, 2]);
    const gradients: Gradients = new Map([[table, sparse]]);
    clipByValue(gradients, 0.5);
    const clipped = gradients.get(table) as SparseRows;
    expect(clipped.toDense()).toBeClose([
      [0.5, -0.5],
      [0.5, 0.25],
      [nan, 0],
      [0, 0],
    ]);
    clipped.dispose();
  });

  test("tfjs's own clipByValue keeps NaN too", () => {
    expect(tf.clipByValue(tf.tensor1d([nan, 7, -7, 0.5, inf]), -1, 1)).toBeClose([
      nan,
      1,
      -1,
      0.5,
      1,
    ]);
  });
});

test('clipping leaves as many tensors as it found', async () => {
  const keys = [tf.variable(tf.zeros([3])), tf.variable(tf.zeros([3]))] as const;
  for (const clip of [clipByGlobalNorm, clipByValue]) {
    await expectNoLeaks(() => {
      const shared = tf.ones([3]);
      const gradients: DenseGradients = new Map([
        [keys[0], shared],
        [keys[1], tf.clone(shared)],
      ]);
      clip(gradients, 0.1);
      tf.dispose(valuesOf(gradients));
    });
  }
});

test('clipping refuses a limit of nothing', async () => {
  const gradients = make(tf.ones([3]));
  for (const limit of [0, -1, Number.NaN]) {
    const got = `expected a number over 0, got ${limit}`;
    await expectRefusal(
      () => clipByGlobalNorm(gradients, limit),
      `clipByGlobalNorm: maxNorm: ${got}`,
    );
    await expectRefusal(() => clipByValue(gradients, limit), `clipByValue: limit: ${got}`);
  }
});

test('one tensor at two parameters is changed once', () => {
  const [v, w] = [tf.variable(tf.zeros([2])), tf.variable(tf.zeros([2]))];
  const both = () => {
    const g = tf.tensor1d([3, 4]);
    return new Map<tf.Variable, tf.Tensor>([
      [v, g],
      [w, g],
    ]);
  };
  const byNorm = both();
  clipByGlobalNorm(byNorm, 1);
  const byValue = both();
  clipByValue(byValue, 3.5);
  for (const parameter of [v, w]) {
    const wanted = [3 / Math.sqrt(50), 4 / Math.sqrt(50)];
    expect(byNorm.get(parameter) as tf.Tensor).toBeClose(tf.tensor1d(wanted));
    expect(byValue.get(parameter) as tf.Tensor).toBeClose(tf.tensor1d([3, 3.5]));
  }
});

describe.each([
  ['clipByGlobalNorm', clipByGlobalNorm],
  ['clipByValue', clipByValue],
] as const)('%s', (name, clip) => {
  const refuse = (gradient: unknown, message: string) =>
    expectRefusal(() => clip(new Map([[1, gradient]]) as never, 1), `${name}: gradient${message}`);

  test('refuses what is no gradient, which it would change in place', async () => {
    const [gone, rows] = [tf.ones([3]), tf.ones([2, 4])];
    gone.dispose();
    await refuse(undefined, ': expected a tensor, got undefined');
    await refuse(gone, ': expected a tensor that is alive, got a disposed one [3]');
    for (const dtype of ['int32', 'bool'] as const) {
      const g = tf.ones([40], dtype);
      await refuse(g, `: expected dtype float32, got ${dtype}`);
    }
    const sparse = sparseRows(tf.tensor1d([0, 1], 'int32'), rows, [3, 4]);
    const lying = { ...sparse, rows: tf.ones([1, 1]), isDisposed: false };
    await refuse(lying, ': rows: expected [2, 4], got [1, 1]');
    expect(() => sparse.withRows(tf.ones([1, 1]))).toThrow(
      'SparseRows.withRows: rows: expected [2, 4], got [1, 1]',
    );
    const other = sparseRows(tf.tensor1d([0], 'int32'), tf.ones([1, 4]), [5, 4]);
    expect(() => sparse.plus(other)).toThrow('SparseRows.plus: other: expected [3, 4], got [5, 4]');
  });

  test.skipIf(backendName !== 'wasm')('changes all or nothing where memory is full', () => {
    const dy = tf.tensor1d([3, 4]);
    // Of its own, two that share their numbers, and one of few rows.
    const start = () => {
      const rows = sparseRows(tf.tensor1d([0, 0], 'int32'), tf.tensor2d([[3], [4]]), [2, 1]);
      const all = [tf.tensor1d([5, 6]), tf.clone(dy), tf.clone(dy), rows];
      return new Map(all.map((g, i) => [i, g])) as never as Gradients;
    };
    const read = (gradients: Gradients) =>
      [...gradients.values()].map((g) => ('rows' in g ? g.rows : g).arraySync());
    const gradients = start();
    const before = read(gradients);
    for (let room = 0; ; room++) {
      const { numTensors } = tf.memory();
      const enough = withRoomFor(room, () => {
        clip(gradients, 1);
        return [];
      });
      if (enough) break;
      expect(read(gradients)).toEqual(before);
      expect(tf.memory().numTensors).toBe(numTensors);
    }
    const wanted = start();
    clip(wanted, 1);
    expect(read(gradients)).toEqual(read(wanted));
    expect(dy.arraySync()).toEqual([3, 4]);
  });
});
