import { seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { CORE } from '../generated/wasm';
import { SYMMETRIC } from '../generated/wasm-symmetric';
import { NOWHERE } from '../wasm/kernel-module';
import { addressOf } from '../wasm/output';
import { scratchBytes } from '../wasm/product';
import { kernelsOf, scratch } from '../wasm/registry';
import { orthogonaliseAt, orthogonalised, orthogonalisingRoom } from './orthogonalise';

const STEPS = { iterations: 5, epsilon: 1e-7 };
const [core, symmetric] = [kernelsOf(CORE), kernelsOf(SYMMETRIC)];

describe.runIf(core && symmetric)('the kernels of symmetric products', () => {
  test.each([
    ...[1, 2, 3, 5, 7, 15, 16, 17, 33, 63, 65, 130].map((n) => [n, 19]),
    ...[
      [21, 300],
      [70, 5],
      [530, 3],
    ], // deeper and wider than a block
  ])('give XᵀX and XXᵀ of %i rows, %i deep', async (n, k) => {
    if (core === undefined || symmetric === undefined) return;
    const room = scratch(scratchBytes(core));
    for (const transposed of [false, true]) {
      const x = seededTensor(transposed ? [k, n] : [n, k], 1);
      const wanted = tf.matMul(x as tf.Tensor2D, x as tf.Tensor2D, transposed, !transposed);
      const [out, at] = [tf.fill([n, n], Number.NaN), addressOf(x)];
      const to = addressOf(out);
      const stride = transposed ? n : k;
      const sides = [at, stride, transposed, at, stride, !transposed] as const;
      symmetric.upperProduct(0, n, n, k, ...sides, to, room);
      symmetric.mirror(n, to, 1, NOWHERE, 0, 0);
      expect(out).toBeClose(wanted, { absolute: 1e-5, relative: 1e-5 });
      // In two parts, to the bit.
      const parts = tf.fill([n, n], Number.NaN);
      const half = Math.ceil(n / 32) * 16;
      const own = addressOf(parts);
      const byHalf = (from: number, rows: number) =>
        symmetric.upperProduct(from, rows, n, k, ...sides, own, room);
      byHalf(0, Math.min(half, n));
      if (half < n) byHalf(half, n - half);
      symmetric.mirror(n, own, 1, NOWHERE, 0, 0);
      expect(parts).toBeClose(out, { absolute: 0, relative: 0 });
      tf.dispose([x, wanted, out, parts]);
    }
  });

  test('mirror makes a polynomial on the way', () => {
    for (const n of [1, 3, 4, 5, 8, 11]) {
      const [c, x] = [seededTensor([n, n], 1), seededTensor([n, n], 2)];
      const upper = (y: tf.Tensor) => tf.linalg.bandPart(y as tf.Tensor2D, 0, -1);
      const both = (y: tf.Tensor) => {
        const above = tf.sub(upper(y), tf.linalg.bandPart(y as tf.Tensor2D, 0, 0));
        return tf.add(upper(y), tf.transpose(above));
      };
      const wanted = tf.tidy(() =>
        tf.add(both(tf.add(tf.mul(c, 2), tf.mul(x, -3))), tf.mul(tf.eye(n), 0.5)),
      );
      symmetric?.mirror(n, addressOf(c), 2, addressOf(x), -3, 0.5);
      expect(c).toBeClose(wanted, { absolute: 1e-6, relative: 1e-6 });
      tf.dispose([c, x, wanted]);
    }
  });
});

describe('orthogonaliseAt', () => {
  test.runIf(core).each([
    [1, 1],
    [7, 7],
    [33, 40],
    [40, 33],
    [17, 90],
    [90, 17],
  ])('is orthogonalised of [%i, %i]', (rows, columns) => {
    if (core === undefined) return;
    scratch(scratchBytes(core));
    const g = seededTensor([rows, columns], 3);
    const wanted = tf.tidy(() => orthogonalised(g, STEPS));
    const rest = tf.zeros([orthogonalisingRoom(rows, columns) - g.size]);
    const work = tf.concat([tf.reshape(g, [-1]), rest]);
    const begin = addressOf(work);
    const at = (orthogonaliseAt(core, begin, rows, columns, STEPS) - begin) / 4;
    const own = tf.reshape(tf.slice(work, at, g.size), [rows, columns]);
    expect(own).toBeClose(wanted, { absolute: 2e-5, relative: 1e-4 });
    tf.dispose([g, wanted, rest, work, own]);
  });
});
