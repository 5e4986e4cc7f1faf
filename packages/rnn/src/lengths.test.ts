import { parameters, random, valueAndGrads } from '@dl/core';
import { backendName, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { bidirectional } from './bidirectional';
import type { Cell } from './cell';
import { PairCell } from './fixtures/pair-cell';
import { stepwise } from './fixtures/stepwise';
import { Rnn } from './rnn';
import { RnnCell } from './rnn-cell';
import { unroll } from './unroll';

const EXACT = { absolute: 0, relative: 0 };

/** [3, 4, 2] with NaN from each row's length on. */
function padded(lengths: readonly number[], padding = NaN): tf.Tensor3D {
  const has = lengths.map((n) => Array.from({ length: 4 }, (_, t) => [t < n]));
  const values = seededTensor<tf.Tensor3D>([3, 4, 2], 1);
  return tf.where(tf.tensor3d(has, undefined, 'bool'), values, padding) as tf.Tensor3D;
}

/** No NaN in it. */
function expectNumbers(x: tf.Tensor): void {
  expect(x).toBeClose(tf.zerosLike(x), { absolute: 1e30 });
}

describe('rows of no steps', () => {
  const cell = () => new RnnCell(2, 5, { rng: random(1) });
  const pair = () => new PairCell(2, 5, seededTensor([2, 5], 6));
  const CELLS: [string, () => Cell<tf.Tensor2D>][] = [
    ['by the kernel', cell],
    ['step by step', () => stepwise(cell())],
  ];
  const LENGTHS = [
    [0, 4, 2],
    [3, 0, 0],
    [0, 0, 0],
  ];

  test.each(CELLS)('outputs 0, the state it began with, no gradient: %s', (_, make) => {
    for (const lengths of LENGTHS) {
      for (const reverse of [false, true]) {
        for (const begun of [false, true]) {
          const own = make();
          const xs = tf.variable(padded(lengths));
          const h = tf.variable(seededTensor([3, 5], 2));
          let made: tf.Tensor[] = [];
          const variables = [xs, ...(begun ? [h] : []), ...parameters(own)];
          const { grads } = valueAndGrads(() => {
            const state = begun ? (h as unknown as tf.Tensor2D) : undefined;
            const result = unroll(own, xs as tf.Tensor3D, { lengths, reverse, state });
            made = [tf.keep(result.outputs), tf.keep(result.state)];
            return tf.add(tf.sum(result.outputs), tf.sum(tf.mul(result.state, 3))) as tf.Scalar;
          }, variables);
          const [outputs, state] = made as [tf.Tensor, tf.Tensor];
          for (const [b, n] of lengths.entries()) {
            const row = (x: tf.Tensor) => tf.slice(x, b, 1);
            if (n > 0) continue;
            expect(row(outputs)).toBeClose(tf.zeros([1, 4, 5]), EXACT);
            expect(row(state)).toBeClose(begun ? row(h) : tf.zeros([1, 5]), EXACT);
            expect(row(grads.get(xs) as tf.Tensor)).toBeClose(tf.zeros([1, 4, 2]), EXACT);
            if (begun) expect(row(grads.get(h) as tf.Tensor)).toBeClose(tf.fill([1, 5], 3), EXACT);
          }
          for (const gradient of grads.values()) {
            expectNumbers(gradient as tf.Tensor);
          }
          tf.dispose(made);
        }
      }
    }
  });

  test('the state of such a row may be NaN: nothing else sees it', () => {
    for (const [, make] of CELLS) {
      const own = make();
      const run = (value: number) => {
        const h = tf.variable(
          tf.concat([tf.fill([1, 5], value), seededTensor<tf.Tensor2D>([2, 5], 2)]),
        );
        const { grads } = valueAndGrads(() => {
          const state = h as unknown as tf.Tensor2D;
          const result = unroll(own, padded([0, 4, 2]), { lengths: [0, 4, 2], state });
          return tf.add(tf.sum(result.outputs), tf.sum(tf.slice(result.state, 1))) as tf.Scalar;
        }, [h, ...parameters(own)]);
        return [h, ...parameters(own)].map((variable) => grads.get(variable) as tf.Tensor);
      };
      const wanted = run(0);
      run(NaN).forEach((got, i) => {
        expect(got).toBeClose(wanted[i] as tf.Tensor, EXACT);
      });
    }
  });

  test('in a state of several tensors, in both directions and in a stack', () => {
    const lengths = [0, 4, 2];
    const own = pair();
    const state = {
      h: seededTensor<tf.Tensor2D>([3, 5], 2),
      m: seededTensor<tf.Tensor2D>([3, 5], 3),
    };
    const result = unroll(own, padded(lengths), { lengths, state });
    expect(tf.slice(result.state.m, 0, 1)).toBeClose(tf.slice(state.m, 0, 1), EXACT);
    expect(tf.slice(result.outputs, 0, 1)).toBeClose(tf.zeros([1, 4, 5]), EXACT);
    const both = bidirectional(cell(), cell(), padded(lengths), { lengths });
    expect(tf.slice(both.outputs, 0, 1)).toBeClose(tf.zeros([1, 4, 10]), EXACT);
    expectNumbers(both.outputs);
    const rnn = new Rnn(2, 5, { rng: random(1), layers: 2, bidirectional: 'concat' });
    const { outputs, state: last } = rnn.forward(padded(lengths), { lengths });
    expect(tf.slice(outputs, 0, 1)).toBeClose(tf.zeros([1, 4, 10]), EXACT);
    for (const part of last) expect(tf.slice(part, 0, 1)).toBeClose(tf.zeros([1, 5]), EXACT);
    expectNumbers(outputs);
  });
});

describe('lengths', () => {
  test.runIf(backendName !== 'webgpu')('give one result as numbers and as a tensor', () => {
    const rnn = new Rnn(2, 5, { rng: random(1) });
    const xs = padded([0, 4, 2]);
    const wanted = rnn.forward(xs, { lengths: [0, 4, 2] }).outputs;
    const lengths = tf.tensor1d([0, 4, 2], 'int32');
    expect(rnn.forward(xs, { lengths }).outputs).toBeClose(wanted, EXACT);
    expect(unroll(rnn.cells[0] as RnnCell, xs, { lengths }).outputs).toBeClose(wanted, EXACT);
  });
});
