import { parameters, random, valueAndGrads } from '@dl/core';
import { expectGradients, expectNoLeaks, expectRefusal, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { bidirectional } from './bidirectional';
import { RnnCell } from './rnn-cell';
import { unroll } from './unroll';

const EXACT = { absolute: 0, relative: 0 };
const rng = random(6);
const make = (inSize = 3, hiddenSize = 5) => new RnnCell(inSize, hiddenSize, { rng });
const sequence = () => seededTensor<tf.Tensor3D>([2, 7, 3], 1);
const stateOf = (seed: number) => seededTensor<tf.Tensor2D>([2, 5], seed);

describe('bidirectional', () => {
  test('[batch, time, 2 hidden] side by side, [batch, time, hidden] added', () => {
    const [f, b] = [make(), make()];
    const concat = bidirectional(f, b, sequence());
    expect(concat.outputs.shape).toEqual([2, 7, 10]);
    expect(concat.state.map(({ shape }) => shape)).toEqual([
      [2, 5],
      [2, 5],
    ]);
    expect(bidirectional(f, b, sequence(), { merge: 'sum' }).outputs.shape).toEqual([2, 7, 5]);
    expect(bidirectional(f, make(3, 4), sequence()).outputs.shape).toEqual([2, 7, 9]);
  });

  test('is one run there and one back', () => {
    const [f, b] = [make(), make()];
    const lengths = [3, 7];
    const there = unroll(f, sequence(), { lengths, state: stateOf(2) });
    const back = unroll(b, sequence(), { lengths, state: stateOf(3), reverse: true });
    const state = [stateOf(2), stateOf(3)] as const;
    const concat = bidirectional(f, b, sequence(), { lengths, state });
    expect(concat.outputs).toBeClose(tf.concat([there.outputs, back.outputs], 2), EXACT);
    expect(concat.state[0]).toBeClose(there.state, EXACT);
    expect(concat.state[1]).toBeClose(back.state, EXACT);
    const sum = bidirectional(f, b, sequence(), { lengths, state, merge: 'sum' });
    expect(sum.outputs).toBeClose(tf.add(there.outputs, back.outputs), EXACT);
  });

  test('gradients of inputs and of both states', () => {
    const [f, b] = [make(), make()];
    const inputs = [seededTensor([2, 3, 3], 1), stateOf(2), stateOf(3)];
    expectGradients((xs, there, back) => {
      const state = [there, back] as [tf.Tensor2D, tf.Tensor2D];
      return bidirectional(f, b, xs as tf.Tensor3D, { state, lengths: [2, 3] }).outputs;
    }, inputs);
  });

  test('refuses what does not fit', async () => {
    const [f, b] = [make(), make()];
    const xs = sequence();
    const refuse = async (message: string, options: object, cells = [f, b], x = xs) => {
      const [one, other] = cells as [RnnCell, RnnCell];
      await expectRefusal(() => bidirectional(one, other, x, options), `bidirectional: ${message}`);
    };
    await refuse('merge: expected "concat" or "sum", got "mean"', { merge: 'mean' });
    await refuse('state: expected 2 of them, got 1', { state: [stateOf(2)] });
    const wrong = tf.zeros([2, 3]);
    await refuse('state.1: expected [2, 5], got [2, 3]', { state: [stateOf(2), wrong] });
    await refuse('state.0: expected a state of the cell, got undefined', {
      state: [undefined, stateOf(2)],
    });
    await refuse('lengths.0: expected an integer from 0 to 7, got 8', { lengths: [8, 1] });
    const short = tf.zeros<tf.Rank.R3>([2, 7, 2]);
    await refuse('xs: expected [batch, time, 3], got [2, 7, 2]', {}, [f, b], short);
    await refuse('backward: expected a cell 3 → 5 as forward, got one 3 → 4', { merge: 'sum' }, [
      f,
      make(3, 4),
    ]);
    await refuse('backward: expected a cell 3 → 5 as forward, got one 4 → 5', {}, [f, make(4, 5)]);
  });

  test('leaves the results and nothing else', async () => {
    const [f, b] = [make(), make()];
    const xs = sequence();
    await expectNoLeaks(() => {
      const { outputs, state } = bidirectional(f, b, xs, { lengths: [3, 7], merge: 'sum' });
      tf.dispose([outputs, ...state]);
    });
    await expectNoLeaks(() => {
      const { value, grads } = valueAndGrads(
        () => tf.sum(bidirectional(f, b, xs).outputs),
        parameters([f, b]),
      );
      tf.dispose([value, ...grads.values()]);
    });
  });
});
