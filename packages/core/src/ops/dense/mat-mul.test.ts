import {
  expectNoLeaks,
  expectRefusal,
  expectSameOnEveryBackend,
  seededTensor,
  seededValues,
} from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { ShapeError } from '../../check/shape';
import { matMul } from './mat-mul';

const SIZES = [1, 3, 5, 7, 17, 33];
const TRANSPOSES = [
  { transposeA: false, transposeB: false },
  { transposeA: false, transposeB: true },
  { transposeA: true, transposeB: false },
  { transposeA: true, transposeB: true },
];

/** `shape` with its last two axes in turn where asked for. */
const turned = (shape: number[], transpose: boolean) =>
  transpose ? [...shape.slice(0, -2), ...shape.slice(-2).reverse()] : shape;

/** The product of [m, k] and [k, n] in double precision, a sum at a time. */
function loop(a: Float32Array, b: Float32Array, [m, k, n]: [number, number, number]) {
  return Array.from({ length: m * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    let sum = 0;
    for (let l = 0; l < k; l++) sum += (a[i * k + l] as number) * (b[l * n + j] as number);
    return sum;
  });
}

describe('matMul', () => {
  test.each(TRANSPOSES)('shapes of any rank, %o', (options) => {
    const shapes: [number[], number[], number[]][] = [
      [
        [2, 3],
        [3, 5],
        [2, 5],
      ],
      [
        [7, 2, 3],
        [7, 3, 5],
        [7, 2, 5],
      ],
      [
        [7, 2, 3],
        [3, 5],
        [7, 2, 5],
      ],
      [
        [2, 3],
        [7, 3, 5],
        [7, 2, 5],
      ],
      [
        [11, 7, 2, 3],
        [3, 5],
        [11, 7, 2, 5],
      ],
      [
        [11, 7, 2, 3],
        [7, 3, 5],
        [11, 7, 2, 5],
      ],
      [
        [11, 1, 2, 3],
        [1, 7, 3, 5],
        [11, 7, 2, 5],
      ],
      [
        [1, 7, 2, 3],
        [11, 1, 3, 5],
        [11, 7, 2, 5],
      ],
      [
        [1, 2, 3],
        [7, 3, 5],
        [7, 2, 5],
      ],
      [
        [13, 1, 7, 2, 3],
        [11, 1, 3, 5],
        [13, 11, 7, 2, 5],
      ],
    ];
    for (const [a, b, y] of shapes) {
      const left = tf.ones(turned(a, options.transposeA));
      const right = tf.ones(turned(b, options.transposeB));
      const product = matMul(left, right, options);
      expect(product.shape).toEqual(y);
      expect(product).toBeClose(tf.fill(y, 3));
    }
  });

  // torch.matmul(a, b): a = seeded([2, 1, 2, 3], 1), b = seeded([1, 2, 3, 2], 2)
  test('golden numbers with leading axes that broadcast both ways', () => {
    const y = matMul(seededTensor([2, 1, 2, 3], 1), seededTensor([1, 2, 3, 2], 2));
    expect(y.shape).toEqual([2, 2, 2, 2]);
    expect(y).toBeClose([
      ...[0.44375, -0.0907943, 0.230284, -0.267917, 0.300422, -0.0803633, -0.392992, -0.171271],
      ...[-0.778836, 0.750667, 0.096535, -0.144911, -0.712559, 0.773515, -0.252422, -0.0897817],
    ]);
  });

  test.each(TRANSPOSES)('is the sum of products at odd sizes, %o', (options) => {
    SIZES.forEach((m, i) => {
      SIZES.forEach((k, j) => {
        const n = SIZES[(i + j) % SIZES.length] as number;
        const a = seededTensor([m, k], m);
        const b = seededTensor([k, n], n + 100);
        const left = options.transposeA ? tf.transpose(a) : a;
        const right = options.transposeB ? tf.transpose(b) : b;
        const y = matMul(left, right, options);
        expect(y.shape).toEqual([m, n]);
        expect(y).toBeClose(loop(seededValues(m * k, m), seededValues(k * n, n + 100), [m, k, n]));
      });
    });
  });

  test.each([2, 3, 5, 8, 9])('is the sum of products of %i rows and many columns', (m) => {
    for (const [k, n] of [
      [13, 1031],
      [29, 2050],
    ] as const) {
      const y = matMul(seededTensor([m, k], m), seededTensor([k, n], n));
      expect(y).toBeClose(loop(seededValues(m * k, m), seededValues(k * n, n), [m, k, n]));
    }
  });

  test.each(TRANSPOSES)('takes each matrix of broadcast leading axes to its own, %o', (options) => {
    const [m, k, n] = [5, 7, 3];
    const shapes: [number[], number[]][] = [
      [
        [3, 1],
        [1, 5],
      ],
      [
        [1, 5],
        [3, 1],
      ],
      [[3], []],
      [[], [3]],
      [[2, 3], [3]],
      [[3], [2, 1]],
    ];
    for (const [batchA, batchB] of shapes) {
      const a = seededTensor([...batchA, m, k], 1);
      const b = seededTensor([...batchB, k, n], 2);
      const axes = (x: tf.Tensor) => tf.range(0, x.rank, 1, 'int32').arraySync() as number[];
      const turn = (x: tf.Tensor) => tf.transpose(x, turned(axes(x), true));
      const y = matMul(options.transposeA ? turn(a) : a, options.transposeB ? turn(b) : b, options);
      const batch = y.shape.slice(0, -2);
      const matrices = (x: tf.Tensor) =>
        tf.unstack(
          tf.reshape(tf.broadcastTo(x, [...batch, ...x.shape.slice(-2)]), [
            -1,
            ...x.shape.slice(-2),
          ]),
        );
      const rights = matrices(b);
      const wanted = matrices(a).map((left, i) => matMul(left, rights[i] as tf.Tensor));
      expect(y).toBeClose(tf.reshape(tf.stack(wanted), y.shape));
    }
  });

  test('(a b)ᵀ = bᵀ aᵀ', () => {
    const [a, b] = [seededTensor([17, 5], 1), seededTensor([5, 33], 2)];
    const y = matMul(b, a, { transposeA: true, transposeB: true });
    expect(y).toBeClose(tf.transpose(matMul(a, b)));
  });

  test('NaN and infinities come through', () => {
    const a = tf.tensor([Number.NaN, 1, Number.POSITIVE_INFINITY, 1], [2, 2]);
    const b = tf.ones([2, 3]);
    expect(matMul(a, b)).toBeClose([
      Array(3).fill(Number.NaN),
      Array(3).fill(Number.POSITIVE_INFINITY),
    ]);
  });
});

describe('matMul refuses', () => {
  test('shapes that do not fit', async () => {
    const [a, b] = [tf.zeros([2, 3]), tf.zeros([5, 7])];
    const error = await expectRefusal(
      () => matMul(a, b),
      'matMul: expected [..., m, k] and [..., k, n], got [2, 3] and [5, 7]',
    );
    expect(error).toBeInstanceOf(ShapeError);
    await expectRefusal(
      () => matMul(a, a, { transposeA: true, transposeB: true }),
      'matMul: expected [..., m, k] and [..., k, n], got [2, 3] transposed and [2, 3] transposed',
    );
    const [batchA, batchB] = [tf.zeros([2, 5, 3]), tf.zeros([7, 3, 5])];
    await expectRefusal(() => matMul(batchA, batchB), /got \[2, 5, 3\] and \[7, 3, 5\]$/);
    const row = tf.zeros([3]);
    await expectRefusal(() => matMul(row, a), /got \[3\] and \[2, 3\]$/);
  });

  test('another dtype, a disposed tensor and what is no tensor', async () => {
    const a = tf.zeros([2, 3]);
    const ids = tf.zeros([3, 2], 'int32');
    await expectRefusal(() => matMul(a, ids), 'matMul: b: expected dtype float32, got int32');
    const gone = tf.zeros([3, 2]);
    gone.dispose();
    await expectRefusal(
      () => matMul(a, gone),
      'matMul: b: expected a tensor that is alive, got a disposed one [3, 2]',
    );
    await expectRefusal(
      () => matMul([[1]] as never, a),
      'matMul: a: expected a tensor [...], got [[…]]',
    );
    await expectRefusal(
      () => matMul(a, undefined as never),
      'matMul: b: expected a tensor [...], got undefined',
    );
  });
});

test('matMul leaves its result only', async () => {
  const [a, b] = [seededTensor([2, 1, 2, 3]), seededTensor([1, 2, 3, 2])];
  await expectNoLeaks(() => matMul(a, b).dispose());
  await expectNoLeaks(() => {
    tf.dispose(tf.grads((x, y) => tf.sum(matMul(x as tf.Tensor, y as tf.Tensor)))([a, b]));
  });
});

test('matMul is the same on every backend', async () => {
  await expectSameOnEveryBackend(() =>
    TRANSPOSES.map((options) =>
      matMul(
        seededTensor(turned([3, 1, 7, 17], options.transposeA), 1),
        seededTensor(turned([5, 17, 3], options.transposeB), 2),
        options,
      ),
    ),
  );
});
