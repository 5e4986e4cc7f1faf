import { dispose, Linear, mse, parameters, random, sequential, valueAndGrads } from '@dl/core';
import { bidirectional, CellStack, Rnn, type StackResult, type Take, unroll } from '@dl/rnn';
import { expectGradients, expectNoLeaks, expectRefusal, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { Gru } from './gru';
import type { GruCell } from './gru-cell';
import { Lstm } from './lstm';
import { LstmCell } from './lstm-cell';

const rng = random(3);
const LENGTHS = [4, 1, 7];
const sequence = () => seededTensor<tf.Tensor3D>([3, 7, 2], 1);

type Options<T extends Take | undefined = undefined> = {
  layers?: number;
  bidirectional?: boolean | 'concat' | 'sum';
  take?: T;
};
const KINDS = {
  Rnn: <T extends Take | undefined = undefined>(own: Options<T> = {}) =>
    new Rnn<T>(2, 5, { rng, ...own }),
  Lstm: <T extends Take | undefined = undefined>(own: Options<T> = {}) =>
    new Lstm<T>(2, 11, { rng, projection: 5, ...own }),
  Gru: <T extends Take | undefined = undefined>(own: Options<T> = {}) =>
    new Gru<T>(2, 5, { rng, ...own }),
};

/** Row `row` at step `t`, the features from `start` on. */
const at = (outputs: tf.Tensor, row: number, t: number, start: number, size: number) =>
  tf.reshape(tf.slice(outputs, [row, t, start], [1, 1, size]), [1, size]);

describe.each(Object.entries(KINDS))('the last outputs of %s', (_, make) => {
  test.each([1, 3])('are those of each row’s own last step, of %d layers', (layers) => {
    const { outputs, last } = make({ layers }).forward(sequence(), { lengths: LENGTHS });
    expect(last.shape).toEqual([3, 5]);
    const own = LENGTHS.map((length, row) => at(outputs, row, length - 1, 0, 5));
    expect(last).toBeClose(tf.concat(own, 0));
  });

  test('in both directions, beside those of the backward direction at each row’s first step', () => {
    const net = make({ layers: 2, bidirectional: true });
    const { outputs, last } = net.forward(sequence(), { lengths: LENGTHS });
    expect(last.shape).toEqual([3, 10]);
    const there = LENGTHS.map((length, row) => at(outputs, row, length - 1, 0, 5));
    const back = LENGTHS.map((_, row) => at(outputs, row, 0, 5, 5));
    expect(last).toBeClose(tf.concat([tf.concat(there, 0), tf.concat(back, 0)], 1));
  });

  test('are those of a row alone, whatever pads it', () => {
    const net = make({ bidirectional: true });
    const { last } = net.forward(sequence(), { lengths: LENGTHS });
    LENGTHS.forEach((length, row) => {
      const alone = net.forward(tf.slice(sequence(), [row, 0, 0], [1, length, 2]));
      expect(alone.last).toBeClose(tf.slice(last, row, 1));
    });
  });

  test('of a sum of directions are a sum', () => {
    const { last, state } = make({ bidirectional: 'sum' }).forward(sequence());
    const [there, back] = state.map((own) => ('h' in own ? own.h : own) as tf.Tensor2D);
    expect(last).toBeClose(tf.add(there as tf.Tensor, back as tf.Tensor));
  });

  test('of a row of no steps are those of the state that it began with', () => {
    const net = make();
    const begun = net.forward(sequence()).state as never;
    const { last } = net.forward(sequence(), { lengths: [0, 7, 0], state: begun });
    const before = net.forward(sequence());
    expect(tf.slice(last, 0, 1)).toBeClose(tf.slice(before.last, 0, 1));
    expect(net.forward(sequence(), { lengths: [0, 0, 0] }).last).toBeClose(tf.zeros([3, 5]));
  });

  test('of no rows are empty', () => {
    const { last } = make({ bidirectional: true }).forward(tf.zeros([0, 7, 2]));
    expect(last.shape).toEqual([0, 10]);
  });

  test('have gradients', async () => {
    const net = make({ bidirectional: true, take: 'last' });
    await expectGradients((xs) => net.forward(xs, { lengths: LENGTHS }), [sequence()]);
  });
});

describe.each(Object.entries(KINDS))('%s that takes', (name, make) => {
  test('the last output, or all, is a layer of a model', () => {
    const whole = make({ bidirectional: true });
    const last = make({ bidirectional: true, take: 'last' });
    const all = make({ bidirectional: true, take: 'all' });
    for (const other of [last, all]) {
      parameters(other).forEach((own, i) => {
        own.assign(parameters(whole)[i] as tf.Variable);
      });
    }
    const head = new Linear(10, 3, { rng });
    const expected = whole.forward(sequence());
    expect(sequential(last, head).forward(sequence())).toBeClose(head.forward(expected.last));
    expect(sequential(all, head).forward(sequence())).toBeClose(head.forward(expected.outputs));
    expectTypeOf(last.forward(sequence())).toEqualTypeOf<tf.Tensor2D>();
    expectTypeOf(all.forward(sequence())).toEqualTypeOf<tf.Tensor3D>();
    expectTypeOf(whole.forward(sequence())).toHaveProperty('outputs');
  });

  test('one tensor leaves no other behind, and trains', async () => {
    const net = sequential(make({ layers: 2, take: 'all' }), new Linear(5, 2, { rng }));
    const ends = make({ take: 'last', bidirectional: true });
    const xs = sequence();
    await expectNoLeaks(() => [net.forward(xs), ends.forward(xs)], 2);
    const target = seededTensor([3, 7, 2], 5);
    const { grads } = valueAndGrads(() => mse(net.forward(xs), target), parameters(net));
    expect(grads.size).toBe(parameters(net).length);
    dispose(net);
  });

  test('anything else is refused', async () => {
    await expectRefusal(
      () => make({ take: 'first' as never }),
      `${name}: take: expected "last" or "all", got "first"`,
    );
    await expectRefusal(
      () => make({ bidirectional: 'both' as never }),
      `${name}: bidirectional: expected true, false, "concat" or "sum", got "both"`,
    );
  });
});

describe('last', () => {
  test('of unroll, and in reverse at each row’s first step', () => {
    const { cells } = KINDS.Lstm();
    const options = { lengths: LENGTHS };
    const { outputs, last } = unroll(cells[0] as LstmCell, sequence(), options);
    expect(last).toBeClose(
      tf.concat(LENGTHS.map((length, row) => at(outputs, row, length - 1, 0, 5))),
    );
    const back = unroll(cells[0] as LstmCell, sequence(), { ...options, reverse: true });
    expect(back.last).toBeClose(tf.concat(LENGTHS.map((_, row) => at(back.outputs, row, 0, 0, 5))));
  });

  test('of bidirectional', () => {
    const [there, back] = [KINDS.Gru(), KINDS.Gru()].map(({ cells }) => cells[0]) as [
      GruCell,
      GruCell,
    ];
    const whole = bidirectional(there, back, sequence(), { lengths: LENGTHS });
    expect(whole.last).toBeClose(tf.concat(whole.state, 1));
    const sum = bidirectional(there, back, sequence(), { lengths: LENGTHS, merge: 'sum' });
    expect(sum.last).toBeClose(tf.add(...whole.state));
  });

  test('costs nothing until it is read, and belongs to the result from then on', () => {
    const net = KINDS.Lstm({ bidirectional: true });
    const xs = sequence();
    const before = tf.memory().numTensors;
    const result = tf.tidy(() => net.forward(xs) as never) as StackResult<{ h: tf.Tensor2D }>;
    expect(tf.memory().numTensors - before).toBe(5);
    expect(Object.keys(result)).toEqual(['outputs', 'state']);
    const { last } = result;
    expect(result.last).toBe(last);
    expect(tf.memory().numTensors - before).toBe(6);
    tf.dispose(result as never);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('is kept by a tidy that returns the result', () => {
    const xs = sequence();
    const net = KINDS.Gru();
    const result = tf.tidy(() => {
      const made = net.forward(xs);
      expect(made.last.shape).toEqual([3, 5]);
      return made as never;
    }) as StackResult<tf.Tensor2D>;
    expect(result.last.isDisposed).toBe(false);
    result.state[0]?.dispose();
    expect(result.last).toBeClose(result.last);
  });

  test('of a cell of one’s own is its output of the last state', () => {
    const make = (size: number) => {
      const cell = new LstmCell(size, 4, { rng });
      return {
        inSize: size,
        outSize: 4,
        weights: cell,
        zeroState: (batch: number) => cell.zeroState(batch).h,
        step: (x: tf.Tensor2D, h: tf.Tensor2D) => cell.step(x, { h, c: h }).h,
        output: (h: tf.Tensor2D) => tf.mul(h, 2) as tf.Tensor2D,
      };
    };
    const stack = new CellStack('Mine', 2, { bidirectional: true, take: 'last' }, make);
    const whole = new CellStack('Mine', 2, { bidirectional: true }, make);
    parameters(stack).forEach((own, i) => {
      own.assign(parameters(whole)[i] as tf.Variable);
    });
    const { state } = whole.forward(sequence(), { lengths: LENGTHS });
    expect(stack.forward(sequence(), { lengths: LENGTHS })).toBeClose(
      tf.mul(tf.concat(state as tf.Tensor2D[], 1), 2),
    );
  });
});
