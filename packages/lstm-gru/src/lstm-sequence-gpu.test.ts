import { parameters, random } from '@dl/core';
import { unroll } from '@dl/rnn';
import { backendName, expectNoLeaks, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { expectAsStepwise, SETTINGS } from './fixtures/compare';
import { LstmCell } from './lstm-cell';
import type { LstmCellOptions } from './lstm-cell-options';

function make(inSize: number, hidden: number, options?: Omit<LstmCellOptions, 'rng'>): LstmCell {
  const cell = new LstmCell(inSize, hidden, { rng: random(7), ...options });
  for (const [i, weight] of parameters(cell).entries()) {
    weight.assign(tf.mul(seededTensor(weight.shape, 20 + i), 0.3));
  }
  return cell;
}

describe.runIf(backendName === 'webgpu')('lstmSequence by programs of steps', () => {
  const settings = SETTINGS.filter(({ withLengths }) => !withLengths);

  test.each([
    [1, 1, 1],
    [3, 2, 7],
    [5, 3, 65],
  ])('a batch of %i, %i steps, %i units: as step by step', (batch, time, hidden) => {
    for (const setting of settings) {
      tf.tidy(() => expectAsStepwise(make(3, hidden), batch, time, setting));
      tf.disposeVariables();
    }
  });

  test('more units than shared memory holds at a time', () => {
    tf.tidy(() => expectAsStepwise(make(2, 260), 2, 2, settings[0] as never));
  });

  test('another gate, and no bias', () => {
    const options = { gateActivation: 'hardSigmoid', bias: false } as const;
    tf.tidy(() => expectAsStepwise(make(3, 5, options), 2, 3, settings[1] as never));
  });

  test('what it has no program for goes step by step', () => {
    const xs = seededTensor<tf.Tensor3D>([2, 3, 3], 1);
    for (const options of [{ peepholes: true }, { projection: 2 }]) {
      expect(make(3, 5, options).sequence(xs, undefined, {})).toBeUndefined();
    }
    expect(make(3, 5).sequence(xs, undefined, { lengths: [2, 3] as never })).toBeUndefined();
  });

  test('leaves its outputs and states, and nothing else', async () => {
    const cell = make(3, 5);
    const xs = seededTensor<tf.Tensor3D>([2, 4, 3], 1);
    await expectNoLeaks(() => tf.dispose(unroll(cell, xs) as never));
    await expectNoLeaks(() =>
      tf
        .grad((x) => unroll(cell, x as never).outputs)(xs)
        .dispose(),
    );
  });
});
