import { valueAndGrads } from '@dl/core';
import {
  expectGradients,
  expectNoLeaks,
  expectRefusal,
  readValues,
  seededTensor,
} from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { gruGates } from './gru-gates';
import { lstmGates } from './lstm-gates';

const KINDS = ['sigmoid', 'hardSigmoid'] as const;
const SIZES = [
  [1, 1],
  [3, 5],
  [2, 17],
  [5, 33],
] as const;
const CLOSE = { absolute: 2e-6, relative: 1e-5 };

/** The same in tfjs's own ops. */
function gate(x: tf.Tensor, kind: (typeof KINDS)[number]): tf.Tensor {
  return kind === 'sigmoid' ? tf.sigmoid(x) : tf.clipByValue(tf.add(tf.mul(x, 0.2), 0.5), 0, 1);
}

function plainLstm(z: tf.Tensor, c: tf.Tensor, kind: (typeof KINDS)[number], p?: tf.Tensor) {
  const [zi, zf, zg, zo] = tf.split(z, 4, 1) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
  const at = (i: number) => (p ? tf.slice(p, [i, 0], [1, -1]) : tf.scalar(0));
  const i = gate(tf.add(zi, tf.mul(c, at(0))), kind);
  const f = gate(tf.add(zf, tf.mul(c, at(1))), kind);
  const next = tf.add(tf.mul(f, c), tf.mul(i, tf.tanh(zg)));
  const o = gate(tf.add(zo, tf.mul(next, at(2))), kind);
  return { h: tf.mul(o, tf.tanh(next)), c: next };
}

function plainGru(zx: tf.Tensor, zh: tf.Tensor, h: tf.Tensor, kind: (typeof KINDS)[number]) {
  const [xr, xz, xn] = tf.split(zx, 3, 1) as [tf.Tensor, tf.Tensor, tf.Tensor];
  const [hr, hz, hn] = tf.split(zh, 3, 1) as [tf.Tensor, tf.Tensor, tf.Tensor];
  const candidate = tf.tanh(tf.add(xn, tf.mul(gate(tf.add(xr, hr), kind), hn)));
  return tf.add(h, tf.mul(gate(tf.add(xz, hz), kind), tf.sub(candidate, h)));
}

/** Values and gradients of both are the same. */
function expectSame(
  inputs: readonly tf.Tensor[],
  own: (...xs: tf.Tensor[]) => tf.Tensor,
  plain: (...xs: tf.Tensor[]) => tf.Tensor,
): void {
  const variables = inputs.map((x) => tf.variable(x));
  expect(own(...variables)).toBeClose(plain(...variables), CLOSE);
  const gradients = (f: (...xs: tf.Tensor[]) => tf.Tensor) =>
    valueAndGrads(() => {
      const y = f(...variables);
      return tf.sum(tf.mul(y, seededTensor(y.shape, 9))) as tf.Scalar;
    }, variables).grads;
  const [got, wanted] = [gradients(own), gradients(plain)];
  for (const variable of variables) {
    expect(got.get(variable)).toBeClose(wanted.get(variable) as tf.Tensor, CLOSE);
  }
}

describe('lstmGates', () => {
  test.each(KINDS)('is what tfjs computes, forward and backward: %s', (gateActivation) => {
    for (const [batch, hidden] of SIZES) {
      const inputs = [
        tf.mul(seededTensor([batch, 4 * hidden], 1), 3),
        seededTensor([batch, hidden], 2),
        seededTensor([3, hidden], 3),
      ];
      for (const part of ['h', 'c'] as const) {
        const step = (z: tf.Tensor, c: tf.Tensor, peephole?: tf.Tensor) =>
          lstmGates(z as tf.Tensor2D, c as tf.Tensor2D, { peephole, gateActivation })[part];
        const plain = (z: tf.Tensor, c: tf.Tensor, p?: tf.Tensor) =>
          plainLstm(z, c, gateActivation, p)[part];
        expectSame(inputs.slice(0, 2), step as never, plain as never);
        expectSame(inputs, step as never, plain as never);
      }
    }
  });

  test('gradient against differences', () => {
    const inputs = [seededTensor([2, 12], 1), seededTensor([2, 3], 2)];
    expectGradients((z, c) => {
      const next = lstmGates(z as tf.Tensor2D, c as tf.Tensor2D);
      return tf.concat([next.h, next.c], 1);
    }, inputs);
  });

  test('a sum that is very large opens or shuts, and is no NaN', () => {
    const z = tf.tensor2d([[1e4, -1e4, 1e4, 1e4]]);
    const { h, c } = lstmGates(z, tf.tensor2d([[5]]));
    expect(c).toBeClose([[1]]);
    expect(h).toBeClose([[Math.tanh(1)]], { absolute: 1e-5 });
  });

  test('NaN stays where it came in', async () => {
    const z = tf.add(seededTensor([2, 12], 1), tf.tensor([0, NaN], [2, 1]));
    const { h, c } = lstmGates(z as tf.Tensor2D, seededTensor([2, 3], 2));
    const broken = tf.add(seededTensor([2, 3], 2), tf.tensor([0, NaN], [2, 1])) as tf.Tensor2D;
    const cell = lstmGates(seededTensor([2, 12], 1), broken);
    for (const x of [h, c, cell.h, cell.c]) {
      const values = await readValues(x);
      expect(Array.from(values, Number.isNaN)).toEqual([false, false, false, true, true, true]);
    }
  });

  test('refuses what its kernel would read past', async () => {
    const [z, c, wide] = [tf.zeros([2, 12]), tf.zeros([2, 3]), tf.zeros([2, 13])] as tf.Tensor2D[];
    const run = (sums: unknown, cell: unknown, options = {}) => {
      return () => lstmGates(sums as tf.Tensor2D, cell as tf.Tensor2D, options);
    };
    await expectRefusal(run(wide, c), 'lstmGates: z: expected [2, 12], got [2, 13]');
    await expectRefusal(run(z, wide), 'lstmGates: z: expected [2, 52], got [2, 12]');
    const peephole = c;
    await expectRefusal(
      run(z, c, { peephole }),
      'lstmGates: peephole: expected [3, 3], got [2, 3]',
    );
    await expectRefusal(
      run(z, c, { gateActivation: 'relu' }),
      'lstmGates: gateActivation: expected "sigmoid" or "hardSigmoid", got "relu"',
    );
  });

  test('leaves h and c, and nothing else', async () => {
    const [z, c] = [seededTensor<tf.Tensor2D>([2, 12], 1), seededTensor<tf.Tensor2D>([2, 3], 2)];
    await expectNoLeaks(() => tf.dispose(lstmGates(z, c) as never));
    await expectNoLeaks(() =>
      tf
        .grad((x) => lstmGates(x as tf.Tensor2D, c).h)(z)
        .dispose(),
    );
  });
});

describe('gruGates', () => {
  test.each(KINDS)('is what tfjs computes, forward and backward: %s', (gateActivation) => {
    for (const [batch, hidden] of SIZES) {
      const inputs = [
        tf.mul(seededTensor([batch, 3 * hidden], 1), 3),
        tf.mul(seededTensor([batch, 3 * hidden], 2), 3),
        seededTensor([batch, hidden], 3),
      ];
      const step = (zx: tf.Tensor, zh: tf.Tensor, h: tf.Tensor) =>
        gruGates(zx as tf.Tensor2D, zh as tf.Tensor2D, h as tf.Tensor2D, { gateActivation });
      const plain = (zx: tf.Tensor, zh: tf.Tensor, h: tf.Tensor) =>
        plainGru(zx, zh, h, gateActivation);
      expectSame(inputs, step as never, plain as never);
    }
  });

  test('gradient against differences', () => {
    const inputs = [seededTensor([2, 9], 1), seededTensor([2, 9], 2), seededTensor([2, 3], 3)];
    expectGradients(
      (zx, zh, h) => gruGates(zx as tf.Tensor2D, zh as tf.Tensor2D, h as tf.Tensor2D),
      inputs,
    );
  });

  test('refuses what its kernel would read past', async () => {
    const [z, h] = [tf.zeros([2, 9]), tf.zeros([2, 3])] as [tf.Tensor2D, tf.Tensor2D];
    await expectRefusal(() => gruGates(h, z, h), 'gruGates: zx: expected [2, 9], got [2, 3]');
    await expectRefusal(() => gruGates(z, h, h), 'gruGates: zh: expected [2, 9], got [2, 3]');
  });

  test('leaves its result, and nothing else', async () => {
    const [z, h] = [seededTensor<tf.Tensor2D>([2, 9], 1), seededTensor<tf.Tensor2D>([2, 3], 2)];
    await expectNoLeaks(() => gruGates(z, z, h).dispose());
    await expectNoLeaks(() =>
      tf
        .grad((x) => gruGates(x as tf.Tensor2D, z, h))(z)
        .dispose(),
    );
  });
});
