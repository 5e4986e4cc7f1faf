import { dispose, loadStateDict, parameters, random, stateDict, valueAndGrads } from '@dl/core';
import { expectGradients, expectNoLeaks, expectRefusal, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { LstmCell } from './lstm-cell';
import type { LstmCellOptions } from './lstm-cell-options';

const EXACT = { absolute: 0, relative: 0 };
const rng = random(3);
const x = () => seededTensor<tf.Tensor2D>([2, 3], 1);
const stateOf = (cell: LstmCell) => ({
  h: seededTensor<tf.Tensor2D>([2, cell.outSize], 2),
  c: seededTensor<tf.Tensor2D>([2, cell.hiddenSize], 4),
});
const make = (options: Partial<LstmCellOptions> = {}) => new LstmCell(3, 5, { rng, ...options });

/** A cell whose gates are driven by its bias alone: `open` 1 for a gate that is open, −1 for a shut one. */
function driven([i, f, o]: readonly [number, number, number]): LstmCell {
  const cell = make({
    init: (shape) => tf.zeros([...shape]),
    recurrentInit: (s) => tf.zeros([...s]),
  });
  const fill = (value: number) => tf.fill([5], 100 * value);
  cell.input.bias?.assign(tf.concat([fill(i), fill(f), fill(1), fill(o)]));
  return cell;
}

describe('LstmCell', () => {
  test('keeps its weights as [in, 4 hidden], [out, 4 hidden], [4 hidden], [3, hidden] and [hidden, out]', () => {
    const shapes = (cell: LstmCell) =>
      Object.entries(stateDict(cell)).map(([path, { shape }]) => [path, shape]);
    expect(shapes(make())).toEqual([
      ['input.weight', [3, 20]],
      ['input.bias', [20]],
      ['recurrent.weight', [5, 20]],
    ]);
    expect(shapes(make({ bias: false, peepholes: true, projection: 2 }))).toEqual([
      ['input.weight', [3, 20]],
      ['recurrent.weight', [2, 20]],
      ['peephole', [3, 5]],
      ['projection.weight', [5, 2]],
    ]);
  });

  test('begins by remembering: the bias of the forget gate is 1, or what is asked for', () => {
    const bias = (cell: LstmCell) => cell.input.bias as tf.Variable;
    const [zeros, ones] = [Array(5).fill(0), Array(5).fill(1)];
    expect(bias(make())).toBeClose([...zeros, ...ones, ...zeros, ...zeros], EXACT);
    expect(bias(make({ forgetBias: 0 }))).toBeClose(tf.zeros([20]), EXACT);
  });

  test('draws each gate by itself, so that its size is that of one gate', async () => {
    const cell = new LstmCell(3, 50, { rng });
    const limit = Math.sqrt(6 / 53);
    const largest = (await tf.max(tf.abs(cell.input.weight)).data())[0] as number;
    expect(largest).toBeGreaterThan(0.9 * limit);
    expect(largest).toBeLessThan(limit);
    const gate = tf.slice(cell.recurrent.weight, [0, 50], [50, 50]);
    const square = tf.matMul(gate, gate, true);
    expect(square).toBeClose(tf.eye(50), { absolute: 1e-4 });
  });

  test('an open forget gate and a shut input gate carry the cell on, whatever comes in', () => {
    const cell = driven([-1, 1, 1]);
    const state = stateOf(cell);
    expect(cell.step(x(), state).c).toBeClose(state.c, EXACT);
  });

  test('a shut forget gate drops the past, a shut output gate hides the cell', () => {
    const dropped = driven([1, -1, 1]);
    expect(dropped.step(x(), stateOf(dropped)).c).toBeClose(tf.ones([2, 5]), EXACT);
    const hidden = driven([1, 1, -1]);
    expect(hidden.step(x(), stateOf(hidden)).h).toBeClose(tf.zeros([2, 5]), { absolute: 1e-30 });
  });

  test('its gates say what its step does', () => {
    for (const options of [{}, { peepholes: true, gateActivation: 'hardSigmoid' }] as const) {
      const cell = make(options);
      cell.peephole?.assign(seededTensor([3, 5], 9));
      const state = stateOf(cell);
      const { input, forget, candidate, output, cell: next } = cell.gates(x(), state);
      const c = tf.add(tf.mul(forget, state.c), tf.mul(input, candidate));
      expect(next).toBeClose(c, { absolute: 1e-6 });
      const after = cell.step(x(), state);
      expect(after.c).toBeClose(c, { absolute: 1e-6 });
      expect(after.h).toBeClose(tf.mul(output, tf.tanh(c)), { absolute: 1e-6 });
      expect(cell.output(after)).toBe(after.h);
    }
  });

  test('a projection is a product with what the cell shows', () => {
    const cell = make({ projection: 2 });
    const state = stateOf(cell);
    const { output, cell: c } = cell.gates(x(), state);
    const shown = tf.mul(output, tf.tanh(c)) as tf.Tensor2D;
    const wanted = tf.matMul(shown, cell.projection?.weight as tf.Tensor2D);
    expect(cell.step(x(), state).h).toBeClose(wanted, { absolute: 1e-6 });
  });

  test.each([{}, { peepholes: true, projection: 2 }] as const)(
    'gradient of a step: %o',
    (options) => {
      const cell = make(options);
      cell.peephole?.assign(seededTensor([3, 5], 9));
      const { h, c } = stateOf(cell);
      expectGradients(
        (own, h0, c0) => {
          const next = cell.step(own, { h: h0 as tf.Tensor2D, c: c0 as tf.Tensor2D });
          return tf.concat([next.h, next.c], 1);
        },
        [x(), h, c],
      );
    },
  );

  test('gradient of a step at every weight, where only the cell or only the output is asked for', () => {
    const cell = make({ peepholes: true });
    cell.peephole?.assign(seededTensor([3, 5], 9));
    const state = stateOf(cell);
    for (const part of ['h', 'c'] as const) {
      const loss = () => tf.sum(tf.square(cell.step(x(), state)[part])) as tf.Scalar;
      const { grads } = valueAndGrads(loss, parameters(cell));
      for (const weight of parameters(cell)) {
        const gradient = tf.sum(
          tf.mul(grads.get(weight) as tf.Tensor, seededTensor(weight.shape, 6)),
        );
        const moved = (step: number) => {
          const was = tf.clone(weight);
          weight.assign(tf.add(weight, tf.mul(seededTensor(weight.shape, 6), step)));
          const value = loss();
          weight.assign(was);
          return value;
        };
        const numeric = tf.div(tf.sub(moved(1e-2), moved(-1e-2)), 2e-2);
        expect(gradient).toBeClose(numeric, { absolute: 3e-3, relative: 1e-2 });
      }
    }
  });

  test('round trip of the state dict', () => {
    const [from, to] = [
      make({ peepholes: true, projection: 2 }),
      make({ peepholes: true, projection: 2 }),
    ];
    loadStateDict(to, stateDict(from));
    const state = stateOf(from);
    expect(to.step(x(), state).h).toBeClose(from.step(x(), state).h, EXACT);
  });

  test('refuses sizes and options that are none', async () => {
    const refuse = (options: object, message: string) =>
      expectRefusal(() => make(options), `LstmCell: ${message}`);
    await expectRefusal(
      () => new LstmCell(0, 5, { rng }),
      'LstmCell: inSize: expected a positive integer, got 0',
    );
    await refuse({ projection: 0 }, 'projection: expected a positive integer, got 0');
    await refuse({ bias: false, forgetBias: 2 }, 'forgetBias: expected none without bias, got 2');
    await refuse({ forgetBias: NaN }, 'forgetBias: expected a finite number, got NaN');
    await refuse(
      { gateActivation: 'tanh' },
      'gateActivation: expected "sigmoid" or "hardSigmoid", got "tanh"',
    );
  });

  test('refuses an x or a state that does not fit, and says which part', async () => {
    const cell = make();
    const { h, c } = cell.zeroState(2);
    const refuse = (own: tf.Tensor, state: unknown, message: string) =>
      expectRefusal(() => cell.step(own, state as never), `LstmCell.step: ${message}`);
    const [fits, wide, three] = [x(), tf.zeros([2, 4]), tf.zeros([3, 5])];
    await refuse(wide, { h, c }, 'x: expected [batch, 3], got [2, 4]');
    await refuse(fits, { h: three, c }, 'state.h: expected [2, 5], got [3, 5]');
    await refuse(fits, { h, c: three }, 'state.c: expected [2, 5], got [3, 5]');
    await refuse(fits, undefined, 'state: expected the h and c of an LSTM, got undefined');
  });

  test('leaves nothing behind', async () => {
    const cell = make({ peepholes: true, projection: 2 });
    const state = cell.zeroState(2);
    const own = x();
    await expectNoLeaks(() => tf.dispose(cell.step(own, state)));
    await expectNoLeaks(() => tf.dispose(cell.gates(own, state)));
    await expectNoLeaks(() => dispose(make({ peepholes: true, projection: 2 })));
  });
});
