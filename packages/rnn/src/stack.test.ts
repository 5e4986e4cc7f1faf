import { random } from '@dl/core';
import { expectNoLeaks, expectRefusal, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { bidirectional } from './bidirectional';
import { PairCell } from './fixtures/pair-cell';
import { RnnCell } from './rnn-cell';
import { runStack, type StackLayer } from './stack';
import { unroll } from './unroll';

const EXACT = { absolute: 0, relative: 0 };
const rng = random(8);
const make = (inSize: number, hiddenSize: number) => new RnnCell(inSize, hiddenSize, { rng });
const layer = (inSize: number, hiddenSize: number) => ({ forward: make(inSize, hiddenSize) });
const both = (inSize: number, hiddenSize: number) => ({
  forward: make(inSize, hiddenSize),
  backward: make(inSize, hiddenSize),
});
const sequence = () => seededTensor<tf.Tensor3D>([2, 7, 3], 1);
const stateOf = (hidden: number, seed: number) => seededTensor<tf.Tensor2D>([2, hidden], seed);

describe('runStack', () => {
  test('runs the cell that it has checked of a layer that changes when it is read again', () => {
    const forward = make(3, 5);
    const cells = [forward];
    const changing = {
      get forward() {
        return cells.shift() ?? (null as never);
      },
    };
    const { outputs } = runStack('stack', [changing], sequence());
    expect(outputs).toBeClose(unroll(forward, sequence()).outputs, EXACT);
  });

  test('each layer runs on the outputs of the one before, from its own state', () => {
    const layers = [layer(3, 5), layer(5, 4)] as const;
    const state = [stateOf(5, 2), stateOf(4, 3)] as const;
    const lengths = [3, 7];
    const first = unroll(layers[0].forward, sequence(), { state: state[0], lengths });
    const second = unroll(layers[1].forward, first.outputs, { state: state[1], lengths });
    const result = runStack('stack', layers, sequence(), { state, lengths });
    expect(result.outputs.shape).toEqual([2, 7, 4]);
    expect(result.outputs).toBeClose(second.outputs, EXACT);
    expect(result.state[0]).toBeClose(first.state, EXACT);
    expect(result.state[1]).toBeClose(second.state, EXACT);
  });

  test.each(['concat', 'sum'] as const)('layers of both directions, merged by %s', (merge) => {
    const layers = [both(3, 5), both(merge === 'sum' ? 5 : 10, 5)] as const;
    const state = [2, 3, 4, 6].map((seed) => stateOf(5, seed)) as [
      tf.Tensor2D,
      tf.Tensor2D,
      tf.Tensor2D,
      tf.Tensor2D,
    ];
    const first = bidirectional(layers[0].forward, layers[0].backward, sequence(), {
      merge,
      state: [state[0], state[1]],
    });
    const second = bidirectional(layers[1].forward, layers[1].backward, first.outputs, {
      merge,
      state: [state[2], state[3]],
    });
    const result = runStack('stack', layers, sequence(), { merge, state });
    expect(result.outputs).toBeClose(second.outputs, EXACT);
    for (const [i, last] of [...first.state, ...second.state].entries()) {
      expect(result.state[i]).toBeClose(last, EXACT);
    }
  });

  test('takes cells of any state', () => {
    const cells = [
      new PairCell(3, 5, seededTensor([3, 5], 6)),
      new PairCell(5, 4, seededTensor([5, 4], 7)),
    ];
    const layers = cells.map((forward) => ({ forward }));
    const { outputs, state } = runStack('stack', layers, sequence());
    expect(outputs.shape).toEqual([2, 7, 4]);
    expect(state.map(({ m }) => m.shape)).toEqual([
      [2, 5],
      [2, 4],
    ]);
  });

  test('refuses layers that do not fit one another, and inputs that do not fit them', async () => {
    const xs = sequence();
    type Layers = readonly StackLayer<tf.Tensor2D>[];
    const refuse = async (layers: Layers, message: string, options: object = {}) => {
      await expectRefusal(() => runStack('stack', layers, xs, options), `stack: ${message}`);
    };
    await refuse([], 'layers: expected at least one, got none');
    await refuse(
      [layer(3, 5), layer(4, 5)],
      'layers.1: expected inSize 5, the width before, got 4',
    );
    await refuse([both(3, 5), both(5, 5)], 'layers.1: expected inSize 10, the width before, got 5');
    await refuse(
      [layer(3, 5), both(5, 5)],
      'layers.1: expected one direction as layer 0, got both',
    );
    await refuse(
      [both(3, 5), layer(10, 5)],
      'layers.1: expected both directions as layer 0, got one',
    );
    const odd = { forward: make(3, 5), backward: make(3, 4) };
    const message = 'layers.0: backward: expected a cell 3 → 5 as forward, got one 3 → 4';
    await refuse([odd], message, { merge: 'sum' });
    await refuse([layer(3, 5)], 'merge: expected "concat" or "sum", got "mean"', { merge: 'mean' });
    await refuse([layer(4, 5)], 'xs: expected [batch, time, 4], got [2, 7, 3]');
    const two = [layer(3, 5), layer(5, 4)];
    await refuse(two, 'state: expected 2 of them, got 1', { state: [stateOf(5, 2)] });
    await refuse(two, 'state.1: expected [2, 4], got [2, 5]', {
      state: [stateOf(5, 2), stateOf(5, 2)],
    });
    await refuse(two, 'lengths: expected 2 of them, got 1', { lengths: [1] });
    await refuse(two, 'dropout: expected a number in [0, 1), got 1', { dropout: 1 });
    await refuse(two, 'rng: expected a generator of random(), got undefined', {
      dropout: 0.5,
      training: true,
    });
  });

  test('leaves the results and nothing else', async () => {
    const layers = [both(3, 5), both(10, 5)];
    const xs = sequence();
    await expectNoLeaks(() => {
      const options = { dropout: 0.5, training: true, rng: random(1), lengths: [3, 7] };
      const { outputs, state } = runStack('stack', layers, xs, options);
      tf.dispose([outputs, ...state]);
    });
  });
});
