import { parameters, random } from '@dl/core';
import { unroll } from '@dl/rnn';
import { backendName, expectNoLeaks, expectRefusal, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { expectAsStepwise, SETTINGS, type Setting } from './fixtures/compare';
import { GruCell, type GruCellOptions } from './gru-cell';

type Options = Omit<GruCellOptions, 'rng'>;

const KINDS: readonly Options[] = [
  {},
  { resetAfter: false },
  { bias: false },
  { bias: false, resetAfter: false, gateActivation: 'hardSigmoid' },
  { gateActivation: 'hardSigmoid' },
];

/** No weight is 0, so that none hides a fault. */
function make(inSize: number, hidden: number, options: Options): GruCell {
  const cell = new GruCell(inSize, hidden, { rng: random(7), ...options });
  for (const [i, weight] of parameters(cell).entries()) {
    weight.assign(tf.mul(seededTensor(weight.shape, 20 + i), 0.5));
  }
  return cell;
}

describe.runIf(backendName === 'wasm')('gruSequence', () => {
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
      tf.tidy(() => expectAsStepwise(make(19, 35, KINDS[i % 5] as Options), 6, 23, setting));
      tf.disposeVariables();
    }
  });

  test.each([true, false])(
    'what pads the inputs has no influence, not even as NaN (resetAfter: %s)',
    (resetAfter) => {
      const cell = make(3, 5, { resetAfter });
      const xs = seededTensor<tf.Tensor3D>([2, 7, 3], 1);
      const begin = tf.slice(xs, [0, 0, 0], [2, 4, 3]);
      const padded = tf.concat([begin, tf.fill([2, 3, 3], NaN)], 1);
      const got = unroll(cell, padded, { lengths: [4, 4] });
      expect(tf.slice(got.outputs, [0, 0, 0], [2, 4, 5])).toBeClose(unroll(cell, begin).outputs);
      const gradients = (x: tf.Tensor) =>
        tf.grad((w) => {
          const kept = cell.input.weight;
          Object.assign(cell.input, { weight: w });
          const { outputs } = unroll(cell, x, { lengths: [4, 4] });
          Object.assign(cell.input, { weight: kept });
          return outputs;
        })(cell.input.weight);
      expect(gradients(padded)).toBeClose(gradients(xs));
    },
  );

  test('leaves its outputs and its state, and nothing else', async () => {
    const xs = tf.zeros<tf.Rank.R3>([2, 7, 3]);
    for (const resetAfter of [true, false]) {
      const cell = make(3, 5, { resetAfter });
      await expectNoLeaks(() => tf.dispose(unroll(cell, xs, { lengths: [3, 7] }) as never));
      await expectNoLeaks(() =>
        tf
          .grad((x) => unroll(cell, x).outputs)(xs)
          .dispose(),
      );
    }
  });

  test('refuses weights of another size', async () => {
    const cell = make(3, 5, {});
    Object.assign(cell, { recurrentBias: tf.zeros([3]) });
    const xs = tf.zeros([2, 7, 3]);
    await expectRefusal(() => unroll(cell, xs), 'GruCell: recurrentBias: expected [5], got [3]');
  });
});
