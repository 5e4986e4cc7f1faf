import {
  backendName,
  expectGradients,
  expectNoLeaks,
  expectRefusal,
  expectSameOnEveryBackend,
  seededTensor,
} from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { gradientCheckpoint } from '../../tape/gradient-checkpoint';
import { isSparse, type SparseRows } from '../../tape/sparse-rows';
import { valueAndGrads } from '../../tape/value-and-grads';
import { embedding } from './embedding';
import { sparseRows } from './sparse-rows';

const EXACT = { absolute: 0, relative: 0 };
const int = (values: number[], shape: number[] = [values.length]) =>
  tf.tensor(values, shape, 'int32');
const variable = (shape: number[], seed: number) =>
  tf.tidy(() => tf.variable(seededTensor(shape, seed)));
const IDS = [1, 4, 1, 0, 2, 4];

/** The gradient of a loss by `weight`, as it comes and as a tensor. */
function gradientOf(f: () => tf.Tensor, weight: tf.Variable) {
  const { grads } = valueAndGrads(f as () => tf.Scalar, [weight], { sparse: true });
  const gradient = grads.get(weight) as tf.Tensor | SparseRows;
  return { gradient, dense: isSparse(gradient) ? gradient.toDense() : gradient };
}

describe('embedding', () => {
  // w = seeded([5, 3], 1); c = seeded([2, 3, 3], 2); ids = [[1, 4, 1], [0, 2, 4]]
  // y = torch.nn.functional.embedding(ids, w, padding_idx=2); (y * c).sum().backward()
  test('golden numbers', () => {
    const weight = variable([5, 3], 1);
    const c = seededTensor([2, 3, 3], 2);
    for (const sparse of [false, true]) {
      const look = () => embedding(weight, int(IDS, [2, 3]), { paddingIndex: 2, sparse });
      expect(look().shape).toEqual([2, 3, 3]);
      expect(tf.reshape(look(), [18])).toBeClose([
        ...[0.4097665, -0.8989127, -0.2609633, 0.1813804, 0.6738673, -0.5298482],
        ...[0.4097665, -0.8989127, -0.2609633, -0.5270889, -0.2614587, 0.008484065],
        ...[0.5495259, 0.1123771, -0.9670135, 0.1813804, 0.6738673, -0.5298482],
      ]);
      const { gradient, dense } = gradientOf(() => tf.sum(tf.mul(look(), c)), weight);
      expect(isSparse(gradient)).toBe(sparse);
      expect(dense).toBeClose([
        [0.3933891, 0.4083536, -0.7856202],
        [-1.114714, -0.1353681, -0.5716827],
        [0, 0, 0],
        [0, 0, 0],
        [0.3776816, -0.5378976, -1.08139],
      ]);
    }
  });

  test('gradient', () => {
    const weight = seededTensor([6, 3], 7);
    expectGradients(
      (x) => tf.sum(tf.mul(tf.square(embedding(x, int(IDS))), weight)) as tf.Scalar,
      [seededTensor([5, 3], 1)],
    );
  });

  test('tfjs, and valueAndGrads without `sparse`, get whole gradients', () => {
    const weight = variable([5, 3], 1);
    const f = (sparse: boolean) => () =>
      tf.sum(tf.square(embedding(weight, int(IDS), { sparse }))) as tf.Scalar;
    const wanted = valueAndGrads(f(false), [weight]).grads.get(weight) as tf.Tensor;
    expect(valueAndGrads(f(true), [weight]).grads.get(weight)).toBeClose(wanted, EXACT);
    expect(tf.variableGrads(f(true), [weight]).grads[weight.name]).toBeClose(wanted, EXACT);
    const second = tf.variableGrads(
      () => tf.sum(tf.square(tf.variableGrads(f(true), [weight]).grads[weight.name] as tf.Tensor)),
      [weight],
    );
    // Each row that n ids choose has the gradient 2 n w: its square has the gradient 8 n² w.
    const counts = tf.tensor([[1], [2], [1], [0], [2]]);
    expect(second.grads[weight.name]).toBeClose(tf.mul(tf.mul(weight, 8), tf.square(counts)));
  });

  test('uses of one weight add up: sparse, dense, and inside of a checkpoint', () => {
    const weight = variable([5, 3], 1);
    const projected = seededTensor([2, 3], 3);
    const loss = (sparse: readonly boolean[]) => () => {
      const look = (ids: number[], i: number) =>
        tf.sum(tf.square(embedding(weight, int(ids), { sparse: sparse[i] as boolean })));
      const tied = tf.sum(tf.matMul(projected as tf.Tensor2D, weight as never, false, true));
      const parts = [look([1, 1, 3], 0), look([3, 0], 1)];
      parts.push(gradientCheckpoint(() => look([2, 3], 2))());
      return tf.addN(sparse[3] ? [...parts, tied] : parts);
    };
    for (const tied of [false, true]) {
      const wanted = gradientOf(loss([false, false, false, tied]), weight).dense;
      for (const uses of [
        [true, true, true],
        [true, false, true],
        [false, true, false],
        [true, true, false],
        [false, false, true],
      ]) {
        const { gradient, dense } = gradientOf(loss([...uses, tied]), weight);
        expect(dense).toBeClose(wanted);
        expect(isSparse(gradient)).toBe(!tied && uses.every(Boolean));
      }
    }
  });

  test('is the same on every backend', async () => {
    await expectSameOnEveryBackend(() => {
      const weight = seededTensor([5, 17], 1);
      const f = (w: tf.Tensor) =>
        tf.sum(tf.square(embedding(w, int(IDS, [3, 2]), { paddingIndex: 4 })));
      return [embedding(weight, int(IDS, [3, 2])), tf.grad(f)(weight)];
    });
  });

  test('leaves its result only', async () => {
    const weight = variable([5, 3], 1);
    const ids = int(IDS);
    await expectNoLeaks(() => embedding(weight, ids).dispose());
    for (const sparse of [false, true]) {
      const f = () => {
        const y = embedding(weight, ids, { sparse, paddingIndex: 1 });
        return tf.add(
          tf.sum(tf.square(y)),
          tf.sum(embedding(weight, ids, { sparse })),
        ) as tf.Scalar;
      };
      for (const kept of [true, false]) {
        await expectNoLeaks(() => {
          const { value, grads } = valueAndGrads(f, [weight], { sparse: kept as true });
          value.dispose();
          for (const gradient of grads.values()) gradient.dispose();
        });
      }
      await expectNoLeaks(() => {
        const { value, grads } = tf.variableGrads(f, [weight]);
        tf.dispose([value, grads]);
      });
    }
  });
});

describe('sparseRows', () => {
  const make = () => sparseRows(int([2, 0, 2, -1, 5]), seededTensor([5, 3], 1), [5, 3]);

  test('becomes whole; ids outside are of no row', () => {
    const rows = tf.unstack(seededTensor([5, 3], 1));
    const none = tf.zeros([3]);
    const sum = tf.add(rows[0] as tf.Tensor, rows[2] as tf.Tensor);
    expect(make().toDense()).toBeClose(tf.stack([rows[1] as tf.Tensor, none, sum, none, none]));
    expect(make().touched()).toBeClose([[true], [false], [true], [false], [false]] as never);
  });

  test('adds and limits what it is as a whole', () => {
    const twice = make().plus(make());
    expect(twice.toDense()).toBeClose(tf.mul(make().toDense(), 2));
    expect(twice.clipped(0.3).toDense()).toBeClose(tf.clipByValue(twice.toDense(), -0.3, 0.3));
  });

  test('is disposed with its tensors', async () => {
    await expectNoLeaks(() => make().dispose());
    const gradient = make();
    expect(gradient.isDisposed).toBe(false);
    gradient.dispose();
    expect(gradient.isDisposed).toBe(true);
  });

  test('refuses what does not fit', async () => {
    const [ids, rows] = [int([1, 2]), tf.zeros([2, 3])];
    await expectRefusal(
      () => sparseRows(rows as never, rows, [5, 3]),
      'sparseRows: ids: expected [n], got [2, 3]',
    );
    await expectRefusal(
      () => sparseRows(ids, rows, [5, 4]),
      'sparseRows: rows: expected [2, 4], got [2, 3]',
    );
    await expectRefusal(
      () => sparseRows(ids, rows, [3] as never),
      'sparseRows: shape: expected [count, size], got [3]',
    );
  });
});

describe('embedding refuses', () => {
  test('ids outside of the vocabulary', async () => {
    const weight = tf.zeros([5, 3]);
    for (const [values, id, at] of [
      [[0, 4, 5], 5, 2],
      [[-1, 0], -1, 0],
    ] as const) {
      const ids = int([...values]);
      const error = await expectRefusal(
        () => embedding(weight, ids),
        `embedding: ids: expected ids from 0 to 4 (vocabulary of 5), got ${id} at ${at}`,
      );
      expect(error).toBeInstanceOf(RangeError);
    }
  });

  test.runIf(backendName === 'wasm')('an id far outside after many inside', async () => {
    const weight = tf.zeros([5, 3]);
    const values = new Int32Array(1001);
    for (const at of [0, 1, 2, 3, 4, 998, 999, 1000]) {
      const ids = tf.tensor(
        values.map((_, i) => (i === at ? 5 : 4)),
        [1001],
        'int32',
      );
      await expectRefusal(() => embedding(weight, ids), new RegExp(`got 5 at ${at}$`));
    }
  });

  test('other dtypes, shapes and options', async () => {
    const [weight, ids] = [tf.zeros([5, 3]), int([1])];
    const floats = tf.zeros([2]);
    await expectRefusal(
      () => embedding(weight, floats),
      'embedding: ids: expected dtype int32, got float32',
    );
    await expectRefusal(
      () => embedding(floats, ids),
      'embedding: weight: expected [vocab, size], got [2]',
    );
    await expectRefusal(
      () => embedding(weight, ids, { paddingIndex: 5 }),
      'embedding: paddingIndex: expected an integer from 0 to 4, got 5',
    );
    await expectRefusal(
      () => embedding(weight, ids, { sparse: true }),
      'embedding: sparse: expected a weight that is a Variable, got a tensor',
    );
  });
});
