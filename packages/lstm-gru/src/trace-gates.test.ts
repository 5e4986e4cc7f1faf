import { random } from '@dl/core';
import { unroll } from '@dl/rnn';
import { expectNoLeaks, expectRefusal, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { GruCell } from './gru-cell';
import { LstmCell } from './lstm-cell';
import { traceGates } from './trace-gates';

const xs = () => seededTensor<tf.Tensor3D>([2, 7, 3], 1);
const lstm = () => new LstmCell(3, 5, { rng: random(1), projection: 2 });
const start = () => ({
  h: seededTensor<tf.Tensor2D>([2, 2], 3),
  c: seededTensor<tf.Tensor2D>([2, 5], 4),
});

describe('traceGates', () => {
  test('gives every gate over time, and the outputs follow from them', () => {
    const cell = lstm();
    const gates = traceGates(cell, xs(), { state: start() });
    expect(Object.keys(gates)).toEqual(['input', 'forget', 'candidate', 'output', 'cell']);
    expect(gates.forget.shape).toEqual([2, 7, 5]);
    const shown = tf.reshape(tf.mul(gates.output, tf.tanh(gates.cell)), [14, 5]) as tf.Tensor2D;
    const wanted = tf.reshape(tf.matMul(shown, cell.projection?.weight as tf.Tensor2D), [2, 7, 2]);
    expect(unroll(cell, xs(), { state: start() }).outputs).toBeClose(wanted, { absolute: 1e-5 });
  });

  test('keeps to lengths and to the direction', () => {
    const cell = new GruCell(3, 5, { rng: random(1) });
    const options = { lengths: [4, 7], reverse: true };
    const { state } = traceGates(cell, xs(), options);
    expect(state).toBeClose(unroll(cell, xs(), options).outputs, { absolute: 1e-5 });
    const forward = traceGates(lstm(), xs(), { lengths: [4, 7] });
    expect(tf.slice(forward.input, [0, 4, 0], [1, 3, 5])).toBeClose(tf.zeros([1, 3, 5]));
  });

  test('refuses what does not fit', async () => {
    const [cell, wide] = [lstm(), tf.zeros([2, 7, 4])];
    await expectRefusal(
      () => traceGates(cell, wide),
      'traceGates: xs: expected [batch, time, 3], got [2, 7, 4]',
    );
    const [own, state] = [xs(), cell.zeroState(3)];
    await expectRefusal(
      () => traceGates(cell, own, { state }),
      'unroll: state.h: expected [2, 2], got [3, 2]',
    );
  });

  test('leaves the gates, and nothing else', async () => {
    const [cell, own] = [lstm(), xs()];
    await expectNoLeaks(() => tf.dispose(traceGates(cell, own)));
  });
});
