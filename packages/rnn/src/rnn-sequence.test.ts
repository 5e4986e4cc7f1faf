import { parameters, random, valueAndGrads } from '@dl/core';
import { backendName, expectRefusal, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import type { Cell } from './cell';
import { stepwise } from './fixtures/stepwise';
import { type RnnActivation, RnnCell } from './rnn-cell';
import { unroll } from './unroll';

interface Setting {
  activation: RnnActivation;
  reverse: boolean;
  withLengths: boolean;
  bias: boolean;
  withState: boolean;
  loss: 'outputs' | 'state' | 'both';
}

const SETTINGS: Setting[] = [];
for (const activation of ['tanh', 'relu', 'sigmoid'] as const) {
  for (const loss of ['outputs', 'state', 'both'] as const) {
    for (const bits of Array.from({ length: 16 }, (_, i) => i)) {
      const [reverse, withLengths, bias, withState] = [1, 2, 4, 8].map((bit) => (bits & bit) > 0);
      SETTINGS.push({ activation, reverse, withLengths, bias, withState, loss } as Setting);
    }
  }
}

type Sizes = readonly [batch: number, time: number, inSize: number, hidden: number];

/** The outputs, the last state and the gradients of inputs, state and weights. */
function run(cell: Cell, model: RnnCell, [batch, time, inSize, hidden]: Sizes, setting: Setting) {
  const { reverse, withLengths, withState, loss } = setting;
  const xs = tf.variable(seededTensor<tf.Tensor3D>([batch, time, inSize], 2));
  const h0 = tf.variable(seededTensor<tf.Tensor2D>([batch, hidden], 3));
  const lengths = withLengths
    ? Array.from({ length: batch }, (_, b) => 1 + ((3 * b + 2) % time))
    : undefined;
  const made: tf.Tensor[] = [];
  const { grads } = valueAndGrads(() => {
    const options = { lengths, reverse, ...(withState && { state: h0 as tf.Tensor2D }) };
    const { outputs, state } = unroll(cell, xs as tf.Tensor3D, options);
    made.push(tf.keep(outputs), tf.keep(state));
    const ofOutputs = tf.sum(tf.mul(outputs, seededTensor(outputs.shape, 4)));
    const ofState = tf.sum(tf.mul(state, seededTensor(state.shape, 5)));
    if (loss === 'both') return tf.add(ofOutputs, ofState) as tf.Scalar;
    return (loss === 'outputs' ? ofOutputs : ofState) as tf.Scalar;
  }, [xs, h0, ...parameters(model)]);
  return [...made, ...[xs, h0, ...parameters(model)].map((x) => grads.get(x))];
}

function expectSame(sizes: Sizes, setting: Setting): void {
  const [, , inSize, hidden] = sizes;
  const { activation, bias } = setting;
  const cell = new RnnCell(inSize, hidden, { rng: random(7), activation, bias });
  cell.input.bias?.assign(seededTensor([hidden], 6));
  const names = ['outputs', 'state', 'dxs', 'dstate', 'dwx', ...(bias ? ['db'] : []), 'dwh'];
  tf.tidy(() => {
    const fused = run(cell, cell, sizes, setting);
    const composite = run(stepwise(cell), cell, sizes, setting);
    names.forEach((name, i) => {
      const label = `${name} at [${sizes}], ${JSON.stringify(setting)}`;
      if (name === 'dstate' && !setting.withState) {
        expect([fused[i], composite[i]], label).toEqual([undefined, undefined]);
      } else {
        const wanted = composite[i] as tf.Tensor;
        expect(fused[i], label).toBeClose(wanted, { absolute: 2e-5, relative: 2e-4 });
      }
    });
    tf.dispose([...fused, ...composite] as tf.Tensor[]);
  });
  tf.disposeVariables();
}

describe.runIf(backendName === 'wasm')('rnnSequence', () => {
  test('is what unroll takes for an RnnCell', () => {
    const cell = new RnnCell(3, 5, { rng: random(1) });
    const result = cell.sequence(tf.zeros([2, 7, 3]), tf.zeros([2, 5]), {});
    expect(result?.outputs.shape).toEqual([2, 7, 5]);
    expect(result?.state.shape).toEqual([2, 5]);
  });

  // Batches of 1 and 3 are under the size from which the recurrent matrix is packed, 5 is over it.
  describe.each([1, 3, 5])('a batch of %i: as step by step, forward and backward', (batch) => {
    test.each([1, 2, 7])('%i steps', (time) => {
      let next = 100 * batch + time;
      for (const inSize of [1, 2, 17]) {
        for (const hidden of [1, 3, 16, 17, 33]) {
          // 41 and 144 have no common factor: the settings are gone through evenly.
          for (let k = 0; k < 3; k++) {
            next += 41;
            expectSame([batch, time, inSize, hidden], SETTINGS[next % 144] as Setting);
          }
        }
      }
    });
  });

  test('sizes over the blocks of the product, every setting of the flags', () => {
    SETTINGS.filter((_, i) => i % 13 === 0).forEach((setting) => {
      expectSame([6, 50, 19, 67], setting);
    });
  });

  test('keeps its own copy of the lengths until the gradient', () => {
    const cell = new RnnCell(3, 5, { rng: random(1) });
    const xs = seededTensor<tf.Tensor3D>([2, 7, 3], 2);
    const gradientOf = (lengths: Int32Array, meanwhile: number) => {
      const { value, grads } = valueAndGrads(() => {
        const { state } = unroll(cell, xs, { lengths });
        lengths.fill(meanwhile);
        return tf.sum(state) as tf.Scalar;
      }, parameters(cell));
      value.dispose();
      return grads.get(cell.recurrent.weight) as tf.Tensor;
    };
    expect(gradientOf(Int32Array.of(3, 6), 7)).toBeClose(gradientOf(Int32Array.of(3, 6), 1), {
      absolute: 0,
      relative: 0,
    });
  });

  test('refuses outputs that WASM memory cannot hold', async () => {
    const cell = new RnnCell(1, 1024, { rng: random(1), init: (shape) => tf.zeros([...shape]) });
    const xs = tf.zeros<tf.Rank.R3>([1, 2 ** 20, 1]);
    await expectRefusal(
      () => unroll(cell, xs),
      'unroll: outputs: expected less than 4 GiB, got float32 [1, 1048576, 1024]',
    );
  });

  test('refuses weights of another size than the cell says', async () => {
    const square = new RnnCell(3, 3, { rng: random(1) });
    const cell = new RnnCell(3, 5, { rng: random(1) });
    Object.assign(cell, { recurrent: square.recurrent });
    const xs = tf.zeros<tf.Rank.R3>([2, 7, 3]);
    await expectRefusal(
      () => unroll(cell, xs),
      'RnnCell: recurrent.weight: expected [5, 5], got [3, 3]',
    );
  });
});
