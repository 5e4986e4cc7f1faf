import { dispose, Linear, parameters, random, valueAndGrads } from '@dl/core';
import { expectGradients, expectNoLeaks, expectRefusal, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import type { Cell, SequenceResult } from './cell';
import { PairCell } from './fixtures/pair-cell';
import { stepwise } from './fixtures/stepwise';
import { RnnCell } from './rnn-cell';
import { unroll } from './unroll';

const EXACT = { absolute: 0, relative: 0 };
const rng = random(5);
const sequence = (seed = 1) => seededTensor<tf.Tensor3D>([2, 7, 3], seed);
const stateOf = (seed = 2) => seededTensor<tf.Tensor2D>([2, 5], seed);

function makeCell(activation: 'tanh' | 'relu' | 'sigmoid' = 'tanh'): RnnCell {
  const cell = new RnnCell(3, 5, { rng, activation });
  cell.input.bias?.assign(seededTensor([5], 4));
  return cell;
}

/** Steps `begin` to `end` − 1. */
function cut<T extends tf.Tensor3D>(xs: T, begin: number, end: number): tf.Tensor3D {
  return tf.slice(xs, [0, begin, 0], [-1, end - begin, -1]);
}

function expectEqual(a: SequenceResult<tf.Tensor2D>, b: SequenceResult<tf.Tensor2D>): void {
  expect(a.outputs).toBeClose(b.outputs, { absolute: 1e-6 });
  expect(a.state).toBeClose(b.state, { absolute: 1e-6 });
}

/** h′ = f(x Wx + h Wh + b) step by step in double precision. */
async function inDoubles(cell: RnnCell, xs: tf.Tensor3D, lengths: number[], reverse: boolean) {
  const wx = (await cell.input.weight.array()) as number[][];
  const wh = (await cell.recurrent.weight.array()) as number[][];
  const b = (await cell.input.bias?.array()) as number[];
  const outputs = (await xs.array()).map((row, i) => {
    let h = new Array(5).fill(0);
    const ys = row.map(() => new Array(5).fill(0));
    const steps = Array.from({ length: lengths[i] as number }, (_, t) => t);
    for (const t of reverse ? steps.reverse() : steps) {
      h = h.map((_, j) => {
        let z = b[j] as number;
        row[t]?.forEach((x, k) => {
          z += x * (wx[k]?.[j] as number);
        });
        h.forEach((value, k) => {
          z += value * (wh[k]?.[j] as number);
        });
        return 1 / (1 + Math.exp(-z));
      });
      ys[t] = h;
    }
    return { ys, h };
  });
  return { outputs: outputs.map(({ ys }) => ys), state: outputs.map(({ h }) => h) };
}

const PATHS: [string, (cell: RnnCell) => Cell][] = [
  ['by the kernel, where there is one', (cell) => cell],
  ['step by step', stepwise],
];

describe.each(PATHS)('unroll, %s', (_, take) => {
  test('[batch, time, in] → [batch, time, hidden] and [batch, hidden]', () => {
    const { outputs, state } = unroll(take(makeCell()), sequence());
    expect(outputs.shape).toEqual([2, 7, 5]);
    expect(state.shape).toEqual([2, 5]);
    expect(cut(outputs, 6, 7)).toBeClose(tf.reshape(state, [2, 1, 5]), EXACT);
  });

  test.each([false, true])(
    'sigmoid as a loop in double precision, reverse: %s',
    async (reverse) => {
      const cell = makeCell('sigmoid');
      const options = { lengths: [3, 7], reverse };
      const { outputs, state } = unroll(take(cell), sequence(), options);
      const wanted = await inDoubles(cell, sequence(), options.lengths, reverse);
      expect(outputs).toBeClose(wanted.outputs, { absolute: 1e-6 });
      expect(state).toBeClose(wanted.state, { absolute: 1e-6 });
    },
  );

  test('a sequence cut in two, with the state carried over, is the whole', () => {
    const cell = take(makeCell());
    const xs = sequence();
    const whole = unroll(cell, xs, { state: stateOf() });
    const first = unroll(cell, cut(xs, 0, 3), { state: stateOf() });
    const second = unroll(cell, cut(xs, 3, 7), { state: first.state });
    const outputs = tf.concat([first.outputs, second.outputs], 1);
    expectEqual({ outputs, state: second.state }, whole);
  });

  test('in reverse it is the reversed sequence, reversed', () => {
    const cell = take(makeCell());
    const there = unroll(cell, tf.reverse(sequence(), 1), { state: stateOf() });
    const back = unroll(cell, sequence(), { state: stateOf(), reverse: true });
    expectEqual({ outputs: tf.reverse(there.outputs, 1), state: there.state }, back);
  });

  test.each([false, true])('a padded row is the row alone, reverse: %s', (reverse) => {
    const cell = take(makeCell());
    const lengths = Int32Array.of(3, 7);
    const { outputs, state } = unroll(cell, sequence(), { state: stateOf(), lengths, reverse });
    for (const b of [0, 1]) {
      const xs = tf.slice(sequence(), [b, 0, 0], [1, lengths[b] as number, 3]);
      const alone = unroll(cell, xs, { state: tf.slice(stateOf(), [b, 0], [1, 5]), reverse });
      const rest = tf.zeros<tf.Rank.R3>([1, 7 - (lengths[b] as number), 5]);
      const wanted = tf.concat([alone.outputs, rest], 1);
      expect(tf.slice(outputs, [b, 0, 0], [1, 7, 5])).toBeClose(wanted, { absolute: 1e-6 });
      expect(tf.slice(state, [b, 0], [1, 5])).toBeClose(alone.state, { absolute: 1e-6 });
    }
  });

  test.each([
    ['tanh', false],
    ['relu', true],
    ['sigmoid', false],
  ] as const)(
    'what pads a row has no influence, NaN neither: %s, reverse %s',
    (activation, reverse) => {
      const cell = makeCell(activation);
      const run = (padding: number) => {
        const values = sequence().arraySync();
        for (let t = 3; t < 7; t++) values[0]?.[t]?.fill(padding);
        const xs = tf.variable(tf.tensor3d(values));
        const made: tf.Tensor[] = [];
        const { grads } = valueAndGrads(() => {
          const options = { state: stateOf(), lengths: [3, 7], reverse };
          const { outputs, state } = unroll(take(cell), xs as tf.Tensor3D, options);
          made.push(tf.keep(outputs), tf.keep(state));
          const weighted = tf.mul(outputs, seededTensor([2, 7, 5], 8));
          return tf.add(tf.sum(weighted), tf.sum(tf.square(state))) as tf.Scalar;
        }, [xs, ...parameters(cell)]);
        return [...made, ...[xs, ...parameters(cell)].map((x) => grads.get(x) as tf.Tensor)];
      };
      const wanted = run(0);
      for (const padding of [1e30, Infinity, NaN]) {
        for (const [i, got] of run(padding).entries()) {
          expect(got, `result ${i} with ${padding}`).toBeClose(wanted[i] as tf.Tensor, EXACT);
        }
      }
      const [dxs] = wanted.slice(2);
      expect(tf.slice(dxs as tf.Tensor, [0, 3, 0], [1, 4, 3])).toBeClose(
        tf.zeros([1, 4, 3]),
        EXACT,
      );
    },
  );

  test('a gradient that comes in behind the end of a row has no influence, NaN neither', () => {
    const cell = makeCell();
    const run = (weight: number) => {
      const weights = tf.tensor(
        Array.from({ length: 14 }, (_, i) => (i > 2 && i < 7 ? weight : 1)),
      );
      const { grads } = valueAndGrads(() => {
        const { outputs } = unroll(take(cell), sequence(), { lengths: [3, 7] });
        return tf.sum(tf.mul(outputs, tf.reshape(weights, [2, 7, 1]))) as tf.Scalar;
      }, parameters(cell));
      return parameters(cell).map((x) => grads.get(x) as tf.Tensor);
    };
    const wanted = run(0);
    for (const [i, got] of run(NaN).entries()) {
      expect(got).toBeClose(wanted[i] as tf.Tensor, EXACT);
    }
  });

  test.each([false, true])('gradients of inputs, state and weights, reverse: %s', (reverse) => {
    const cell = makeCell();
    const weights = [cell.input.weight, cell.recurrent.weight, cell.input.bias as tf.Variable];
    const copies = weights.map((weight) => tf.tensor(weight.dataSync(), weight.shape));
    const inputs = [seededTensor([2, 3, 3], 1), stateOf(), ...copies];
    expectGradients((xs, state, input, recurrent, bias) => {
      // A cell whose weights are these tensors.
      const model: RnnCell = Object.assign(Object.create(RnnCell.prototype), cell, {
        input: Object.assign(Object.create(Linear.prototype), cell.input, { weight: input, bias }),
        recurrent: { weight: recurrent },
      });
      const options = { state: state as tf.Tensor2D, lengths: [2, 3], reverse };
      const result = unroll(take(model), xs as tf.Tensor3D, options);
      return tf.concat([tf.reshape(result.outputs, [6, 5]), result.state], 0);
    }, inputs);
  });

  test('refuses inputs that do not fit', async () => {
    const cell = take(makeCell());
    const refuse = async (message: string, xs: tf.Tensor, options: object = {}) => {
      await expectRefusal(() => unroll(cell, xs as tf.Tensor3D, options), `unroll: ${message}`);
    };
    await refuse('xs: expected [batch, time, 3], got [2, 3]', tf.zeros([2, 3]));
    await refuse('xs: expected [batch, time, 3], got [2, 7, 4]', tf.zeros([2, 7, 4]));
    const empty = 'xs: expected [batch, time, 3] with no empty axis but the first, got';
    await refuse(`${empty} [0, 0, 3]`, tf.zeros([0, 0, 3]));
    await refuse(`${empty} [2, 0, 3]`, tf.zeros([2, 0, 3]));
    await refuse('xs: expected dtype float32, got int32', tf.zeros([2, 7, 3], 'int32'));
    const gone = sequence();
    gone.dispose();
    await refuse('xs: expected a tensor that is alive, got a disposed one [2, 7, 3]', gone);
    await refuse('xs: expected a tensor [batch, time, 3], got undefined', undefined as never);
    const xs = sequence();
    const state = (shape: number[]) => ({ state: tf.zeros(shape) });
    await refuse('state: expected [2, 5], got [2, 3]', xs, state([2, 3]));
    await refuse('state: expected [2, 5], got [3, 5]', xs, state([3, 5]));
    await refuse('state: expected [2, 5], got [5]', xs, state([5]));
    await refuse('state: expected a state of the cell, got 0', xs, { state: 0 });
    await refuse('lengths: expected 2 of them, got 3', xs, { lengths: [1, 2, 3] });
    const range = 'expected an integer from 0 to 7, got';
    await refuse(`lengths.0: ${range} 8`, xs, { lengths: [8, 7] });
    await refuse(`lengths.0: ${range} 2.5`, xs, { lengths: [2.5, 7] });
    await refuse(`lengths.0: ${range} NaN`, xs, { lengths: [NaN, 7] });
    await refuse(`lengths.0: ${range} -1`, xs, { lengths: Int32Array.of(-1, 7) });
  });

  test('a disposed cell says so', async () => {
    const cell = makeCell();
    dispose(cell);
    const xs = sequence();
    const message = /expected a tensor that is alive, got a disposed one \[3, 5\]$/;
    await expectRefusal(() => unroll(take(cell), xs), message);
  });

  test('leaves the results and nothing else', async () => {
    const cell = makeCell();
    const [xs, state] = [sequence(), stateOf()];
    const options = { state, lengths: [3, 7], reverse: true };
    await expectNoLeaks(() => tf.dispose([...Object.values(unroll(take(cell), xs, options))]));
    await expectNoLeaks(() => tf.dispose([...Object.values(unroll(take(cell), xs))]));
    await expectNoLeaks(() => {
      const { value, grads } = valueAndGrads(() => {
        return tf.sum(unroll(take(cell), xs, options).outputs) as tf.Scalar;
      }, parameters(cell));
      tf.dispose([value, ...grads.values()]);
    });
    expect([xs, state].map(({ isDisposed }) => isDisposed)).toEqual([false, false]);
  });
});

describe('unroll, any cell', () => {
  const makePair = () => new PairCell(3, 5, seededTensor([3, 5], 6));

  test('carries a state of several tensors, by the row', () => {
    const cell = makePair();
    const xs = sequence();
    const { outputs, state } = unroll(cell, xs, { lengths: [3, 7] });
    const alone = unroll(cell, cut(tf.slice(xs, [0, 0, 0], [1, 7, 3]), 0, 3));
    expect(tf.slice(state.h, [0, 0], [1, 5])).toBeClose(alone.state.h, { absolute: 1e-6 });
    expect(tf.slice(state.m, [0, 0], [1, 5])).toBeClose(alone.state.m, { absolute: 1e-6 });
    expect(tf.slice(outputs, [0, 0, 0], [1, 3, 5])).toBeClose(alone.outputs, { absolute: 1e-6 });
    expect(tf.slice(outputs, [0, 3, 0], [1, 4, 5])).toBeClose(tf.zeros([1, 4, 5]), EXACT);
    const again = unroll(cell, xs, { state });
    expect(again.state.m.shape).toEqual([2, 5]);
  });

  test('gradient through a state of several tensors and through padding', () => {
    const cell = makePair();
    expectGradients(
      (xs, m) => {
        const state = { h: stateOf(), m: m as tf.Tensor2D };
        return unroll(cell, xs as tf.Tensor3D, { state, lengths: [2, 3] }).outputs;
      },
      [seededTensor([2, 3, 3], 1), stateOf(3)],
    );
  });

  test('leaves nothing behind where an output is computed', async () => {
    const cell = makePair();
    const xs = sequence();
    const { state } = unroll(cell, xs);
    await expectNoLeaks(() => {
      const result = unroll(cell, xs, { state });
      tf.dispose([result.outputs, result.state.h, result.state.m]);
    });
    const wrong = { h: state.h, m: tf.zeros<tf.Rank.R2>([3, 5]) };
    await expectRefusal(
      () => unroll(cell, xs, { state: wrong }),
      'unroll: state.m: expected [2, 5], got [3, 5]',
    );
  });
});
