import { parameters, random } from '@dl/core';
import { unroll } from '@dl/rnn';
import { backendName, expectNoLeaks, expectRefusal, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { expectAsStepwise, SETTINGS, type Setting, stepwise } from './fixtures/compare';
import { LstmCell } from './lstm-cell';
import type { LstmCellOptions } from './lstm-cell-options';

const KINDS: readonly Omit<LstmCellOptions, 'rng'>[] = [
  {},
  { peepholes: true },
  { bias: false, projection: 3 },
  { peepholes: true, projection: 17, gateActivation: 'hardSigmoid' },
  { gateActivation: 'hardSigmoid' },
];

/** No weight is 0, so that none hides a fault. */
function make(inSize: number, hidden: number, options: Omit<LstmCellOptions, 'rng'>): LstmCell {
  const cell = new LstmCell(inSize, hidden, { rng: random(7), ...options });
  for (const [i, weight] of parameters(cell).entries()) {
    weight.assign(tf.mul(seededTensor(weight.shape, 20 + i), 0.5));
  }
  return cell;
}

describe.runIf(backendName === 'wasm')('lstmSequence', () => {
  // Batches of 1 and 3 are under the size from which weights are packed, 5 is over it.
  describe.each([1, 3, 5])('a batch of %i: as step by step, forward and backward', (batch) => {
    test.each([1, 2, 7])('%i steps', (time) => {
      let next = 10 * batch + time;
      for (const inSize of [1, 17]) {
        for (const hidden of [1, 3, 7, 16, 33]) {
          for (const options of KINDS) {
            next += 1;
            const setting = SETTINGS[next % SETTINGS.length] as Setting;
            tf.tidy(() => expectAsStepwise(make(inSize, hidden, options), batch, time, setting));
            tf.disposeVariables();
          }
        }
      }
    });
  });

  test('every setting, at sizes over the blocks of the product', () => {
    for (const [i, setting] of SETTINGS.entries()) {
      const options = KINDS[i % KINDS.length] as Omit<LstmCellOptions, 'rng'>;
      tf.tidy(() => expectAsStepwise(make(19, 35, options), 6, 23, setting));
      tf.disposeVariables();
    }
  });

  test('what pads the inputs has no influence, not even as NaN', () => {
    const cell = make(3, 5, { peepholes: true, projection: 2 });
    const xs = seededTensor<tf.Tensor3D>([2, 7, 3], 1);
    const padded = tf.concat([tf.slice(xs, [0, 0, 0], [2, 4, 3]), tf.fill([2, 3, 3], NaN)], 1);
    const wanted = unroll(cell, tf.slice(xs, [0, 0, 0], [2, 4, 3]));
    const got = unroll(cell, padded, { lengths: [4, 4] });
    expect(tf.slice(got.outputs, [0, 0, 0], [2, 4, 2])).toBeClose(wanted.outputs);
    expect(got.state.c).toBeClose(wanted.state.c);
    const gradient = tf.grad((x) => unroll(cell, x, { lengths: [4, 4] }).outputs)(padded);
    expect(tf.slice(gradient, [0, 4, 0], [2, 3, 3])).toBeClose(tf.zeros([2, 3, 3]));
  });

  test('a gradient of a gradient goes step by step', () => {
    const cell = make(3, 2, {});
    const xs = seededTensor<tf.Tensor3D>([1, 3, 3], 1);
    const twice = (one: typeof cell | ReturnType<typeof stepwise<never>>) =>
      tf.grad((x) => tf.grad((y) => tf.sum(tf.square(unroll(one as typeof cell, y).outputs)))(x))(
        xs,
      );
    expect(twice(cell)).toBeClose(twice(stepwise(cell) as never));
  });

  test('leaves its outputs and states, and nothing else', async () => {
    const cell = make(3, 5, { peepholes: true, projection: 2 });
    const xs = tf.zeros<tf.Rank.R3>([2, 7, 3]);
    await expectNoLeaks(() => tf.dispose(unroll(cell, xs) as never));
    await expectNoLeaks(() =>
      tf.dispose(unroll(cell, xs, { lengths: [3, 7], reverse: true }) as never),
    );
    await expectNoLeaks(() =>
      tf
        .grad((x) => unroll(cell, x).outputs)(xs)
        .dispose(),
    );
  });

  test('refuses outputs that WASM memory cannot hold, and weights of another size', async () => {
    const wide = new LstmCell(1, 512, {
      rng: random(1),
      init: (shape) => tf.zeros([...shape]),
      recurrentInit: (shape) => tf.zeros([...shape]),
    });
    const long = tf.zeros([1, 2 ** 21, 1]);
    await expectRefusal(
      () => unroll(wide, long),
      'unroll: outputs: expected less than 4 GiB, got float32 [1, 2097152, 512]',
    );
    const cell = make(3, 5, {});
    Object.assign(cell, { recurrent: make(3, 3, {}).recurrent });
    const xs = tf.zeros([2, 7, 3]);
    await expectRefusal(
      () => unroll(cell, xs),
      'LstmCell: recurrent.weight: expected [5, 20], got [3, 12]',
    );
  });
});
