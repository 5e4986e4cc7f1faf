import { dispose, loadStateDict, random, stateDict } from '@dl/core';
import { expectGradients, expectNoLeaks, expectRefusal, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { GruCell, type GruCellOptions } from './gru-cell';

const EXACT = { absolute: 0, relative: 0 };
const rng = random(3);
const x = () => seededTensor<tf.Tensor2D>([2, 3], 1);
const h = () => seededTensor<tf.Tensor2D>([2, 5], 2);
const make = (options: Partial<GruCellOptions> = {}) => new GruCell(3, 5, { rng, ...options });

describe('GruCell', () => {
  test('keeps its weights as [in, 3 hidden], [hidden, 3 hidden], [3 hidden] and [hidden]', () => {
    const shapes = (cell: GruCell) =>
      Object.entries(stateDict(cell)).map(([path, { shape }]) => [path, shape]);
    const both = [
      ['input.weight', [3, 15]],
      ['input.bias', [15]],
      ['recurrent.weight', [5, 15]],
    ];
    expect(shapes(make())).toEqual([...both, ['recurrentBias', [5]]]);
    expect(shapes(make({ resetAfter: false }))).toEqual(both);
    expect(shapes(make({ bias: false })).length).toBe(2);
  });

  // The program of the source, in double precision: columns z, r, candidate there.
  test('a step is the one of the report where the reset gate comes before the product', async () => {
    const cell = make({ resetAfter: false });
    cell.input.bias?.assign(seededTensor([15], 4));
    const rows = async (value: tf.Tensor) => (await value.array()) as number[][];
    const [wx, wh] = [await rows(cell.input.weight), await rows(cell.recurrent.weight)];
    const b = (await cell.input.bias?.array()) as number[];
    const sigmoid = (value: number) => 1 / (1 + Math.exp(-value));
    const dot = (from: readonly number[], weight: number[][], column: number) =>
      from.reduce((total, value, i) => total + value * (weight[i]?.[column] as number), 0);
    const before = await rows(h());
    const wanted = (await rows(x())).map((own, row) => {
      const past = before[row] as number[];
      const sum = (column: number) => dot(own, wx, column) + (b[column] as number);
      const r = past.map((_, j) => sigmoid(sum(j) + dot(past, wh, j)));
      const z = past.map((_, j) => sigmoid(sum(5 + j) + dot(past, wh, 5 + j)));
      const reset = past.map((value, j) => value * (r[j] as number));
      return past.map((value, j) => {
        const candidate = Math.tanh(sum(10 + j) + dot(reset, wh, 10 + j));
        return (1 - (z[j] as number)) * value + (z[j] as number) * candidate;
      });
    });
    expect(cell.step(x(), h())).toBeClose(wanted, { absolute: 1e-6 });
  });

  test('the two placements of the reset gate agree where it is open, and differ else', () => {
    const [after, before] = [make({ bias: false }), make({ bias: false, resetAfter: false })];
    const weights = stateDict(after);
    loadStateDict(before, weights);
    expect(after.step(x(), h())).not.toBeClose(before.step(x(), h()));
    const open = (cell: GruCell) => {
      // r = σ(100) = 1 of any input whose first feature is 1.
      const weight = tf.concat(
        [tf.fill([3, 5], 100), tf.slice(cell.input.weight, [0, 5], [3, 10])],
        1,
      );
      cell.input.weight.assign(weight);
    };
    open(after);
    open(before);
    const ones = tf.ones<tf.Rank.R2>([2, 3]);
    expect(after.step(ones, h())).toBeClose(before.step(ones, h()), { absolute: 1e-6 });
  });

  test('a shut update gate keeps the state, an open one replaces it', () => {
    const cell = make();
    const bias = (update: number) =>
      tf.concat([tf.zeros([5]), tf.fill([5], update), tf.zeros([5])]);
    cell.input.bias?.assign(bias(-200));
    expect(cell.step(x(), h())).toBeClose(h(), EXACT);
    cell.input.bias?.assign(bias(200));
    expect(cell.step(x(), h())).toBeClose(cell.gates(x(), h()).candidate, { absolute: 1e-6 });
  });

  test('its gates say what its step does', () => {
    for (const resetAfter of [true, false]) {
      const cell = make({ resetAfter });
      const { reset, update, candidate, state } = cell.gates(x(), h());
      expect(reset.shape).toEqual([2, 5]);
      const kept = tf.mul(tf.sub(1, update), h());
      expect(state).toBeClose(tf.add(kept, tf.mul(update, candidate)), { absolute: 1e-6 });
      expect(cell.step(x(), h())).toBeClose(state, { absolute: 1e-6 });
    }
  });

  test.each([true, false])('gradient of a step (resetAfter: %s)', (resetAfter) => {
    const cell = make({ resetAfter });
    cell.recurrentBias?.assign(seededTensor([5], 9));
    expectGradients((own, past) => cell.step(own, past as tf.Tensor2D), [x(), h()]);
  });

  test('round trip of the state dict', () => {
    const [from, to] = [make(), make()];
    from.recurrentBias?.assign(seededTensor([5], 9));
    loadStateDict(to, stateDict(from));
    expect(to.step(x(), h())).toBeClose(from.step(x(), h()), EXACT);
  });

  test('refuses sizes, options, an x and a state that do not fit', async () => {
    await expectRefusal(
      () => new GruCell(3, -1, { rng }),
      'GruCell: hiddenSize: expected a positive integer, got -1',
    );
    await expectRefusal(
      () => make({ gateActivation: 'relu' as never }),
      'GruCell: gateActivation: expected "sigmoid" or "hardSigmoid", got "relu"',
    );
    const cell = make();
    const [own, past, wide, three] = [x(), h(), tf.zeros([2, 4]), tf.zeros<tf.Rank.R2>([3, 5])];
    await expectRefusal(
      () => cell.step(wide, past),
      'GruCell.step: x: expected [batch, 3], got [2, 4]',
    );
    await expectRefusal(
      () => cell.gates(own, three),
      'GruCell.gates: state: expected [2, 5], got [3, 5]',
    );
  });

  test('leaves nothing behind', async () => {
    const [own, past] = [x(), h()];
    for (const resetAfter of [true, false]) {
      const cell = make({ resetAfter });
      await expectNoLeaks(() => cell.step(own, past).dispose());
      await expectNoLeaks(() => tf.dispose(cell.gates(own, past)));
    }
    await expectNoLeaks(() => dispose(make()));
  });
});
