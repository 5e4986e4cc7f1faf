import {
  adam,
  detach,
  dispose,
  loadStateDict,
  mse,
  parameters,
  random,
  stateDict,
  valueAndGrads,
} from '@dl/core';
import { bidirectional, unroll, windows } from '@dl/rnn';
import { backendName, expectNoLeaks, expectRefusal, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { Gru } from './gru';
import { Lstm } from './lstm';

const EXACT = { absolute: 0, relative: 0 };
const CLOSE = { absolute: 1e-5 };
const rng = random(8);
const xs = () => seededTensor<tf.Tensor3D>([2, 7, 3], 1);

describe.each([
  ['Lstm', (options: object) => new Lstm(3, 5, { rng, ...options })],
  ['Gru', (options: object) => new Gru(3, 5, { rng, ...options })],
] as const)('%s', (name, construct) => {
  // One type for both: what they share is the protocol.
  const make = (options = {}) => construct(options) as Gru;

  test('outputs are [batch, time, hidden], twice as wide with both directions side by side', () => {
    expect(make().forward(xs()).outputs.shape).toEqual([2, 7, 5]);
    const both = make({ layers: 2, bidirectional: 'concat' });
    const { outputs, state } = both.forward(xs());
    expect(outputs.shape).toEqual([2, 7, 10]);
    expect(state.length).toBe(4);
    expect(make({ bidirectional: 'sum' }).forward(xs()).outputs.shape).toEqual([2, 7, 5]);
  });

  test.each(['concat', 'sum'] as const)(
    'layers of both directions, merged by %s, one by one',
    (merge) => {
      const model = make({ layers: 2, bidirectional: merge });
      const lengths = [4, 7];
      let wanted: tf.Tensor = xs();
      model.cells.forEach((cell, i) => {
        const back = model.reverseCells[i] as typeof cell;
        wanted = bidirectional(cell, back, wanted, { merge, lengths }).outputs;
      });
      expect(model.forward(xs(), { lengths }).outputs).toBeClose(wanted, EXACT);
    },
  );

  test('in two parts, with the state between, as in one', () => {
    const model = make({ layers: 2 });
    const whole = model.forward(xs());
    const first = model.forward(tf.slice(xs(), [0, 0, 0], [2, 3, 3]));
    const second = model.forward(tf.slice(xs(), [0, 3, 0], [2, 4, 3]), { state: first.state });
    expect(tf.concat([first.outputs, second.outputs], 1)).toBeClose(whole.outputs, CLOSE);
  });

  test('step by step as the whole sequence', () => {
    const model = make({ layers: 2 });
    let state = model.zeroState(2);
    const outputs = tf.unstack(xs(), 1).map((x) => {
      const next = model.step(x, state);
      state = next.state;
      return next.output;
    });
    expect(tf.stack(outputs, 1)).toBeClose(model.forward(xs()).outputs, CLOSE);
  });

  test('truncated backpropagation: no gradient crosses a window', () => {
    const model = make();
    const own = tf.variable(xs());
    const loss = () => {
      let state: tf.Tensor2D[] | undefined;
      let last: tf.Tensor | undefined;
      for (const { start, end } of windows(7, 3)) {
        const part = tf.slice(own, [0, start, 0], [2, end - start, 3]);
        const result = model.forward(part, { state });
        state = detach(result.state);
        last = result.outputs;
      }
      return tf.sum(last as tf.Tensor) as tf.Scalar;
    };
    const gradient = valueAndGrads(loss, [own]).grads.get(own) as tf.Tensor;
    expect(tf.slice(gradient, [0, 0, 0], [2, 6, 3])).toBeClose(tf.zeros([2, 6, 3]), EXACT);
    expect(tf.slice(gradient, [0, 6, 0], [2, 1, 3])).not.toBeClose(tf.zeros([2, 1, 3]));
  });

  test('drops between layers while training, by the numbers of its rng', () => {
    const model = make({ layers: 2, dropout: 0.5 });
    const run = (seed: number) =>
      model.forward(xs(), { training: true, rng: random(seed) }).outputs;
    expect(run(1)).toBeClose(run(1), EXACT);
    expect(run(1)).not.toBeClose(run(2));
    expect(model.forward(xs()).outputs).not.toBeClose(run(1));
  });

  // In software a GPU takes minutes for it; that training goes on one is tested in core.
  test.skipIf(backendName === 'webgpu')('learns to give its input back after a step', () => {
    const model = new (name === 'Lstm' ? Lstm : Gru)(2, 8, { rng: random(1) }) as Gru;
    const own = seededTensor<tf.Tensor3D>([4, 6, 2], 1);
    const input = tf.slice(own, [0, 1, 0], [4, 5, 2]);
    const target = tf.pad(tf.slice(own, [0, 0, 0], [4, 5, 2]), [
      [0, 0],
      [0, 0],
      [0, 6],
    ]);
    const optimizer = adam({ learningRate: 0.03 });
    const loss = () => mse(model.forward(input).outputs, target);
    const before = loss();
    for (let i = 0; i < 200; i++) {
      tf.tidy(() => optimizer.update(valueAndGrads(loss, parameters(model)).grads));
    }
    expect(tf.less(tf.mul(loss(), 8), before)).toBeClose(tf.scalar(1, 'bool'));
    dispose(optimizer);
  });

  test('round trip of the state dict', () => {
    const [from, to] = [
      make({ layers: 2, bidirectional: 'sum' }),
      make({ layers: 2, bidirectional: 'sum' }),
    ];
    loadStateDict(to, stateDict(from));
    expect(to.forward(xs()).outputs).toBeClose(from.forward(xs()).outputs, EXACT);
    expect(Object.keys(stateDict(from)).filter((path) => path.endsWith('input.bias'))).toEqual([
      'cells.0.input.bias',
      'cells.1.input.bias',
      'reverseCells.0.input.bias',
      'reverseCells.1.input.bias',
    ]);
  });

  test('refuses lengths, states, inputs and options that do not fit', async () => {
    const [model, own, wide] = [make(), xs(), tf.zeros([2, 7, 4])];
    const refuse = (f: () => unknown, message: string) => expectRefusal(f, `${name}${message}`);
    await refuse(
      () => model.forward(wide),
      '.forward: xs: expected [batch, time, 3], got [2, 7, 4]',
    );
    await refuse(
      () => model.forward(own, { lengths: [-1, 7] }),
      '.forward: lengths.0: expected an integer from 0 to 7, got -1',
    );
    await refuse(
      () => model.forward(own, { lengths: [7, 8] }),
      '.forward: lengths.1: expected an integer from 0 to 7, got 8',
    );
    await refuse(
      () => model.forward(own, { lengths: [7] }),
      '.forward: lengths: expected 2 of them, got 1',
    );
    const three = model.zeroState(3);
    const part = name === 'Lstm' ? 'state.0.h' : 'state.0';
    await refuse(
      () => model.forward(own, { state: three }),
      `.forward: ${part}: expected [2, 5], got [3, 5]`,
    );
    await refuse(
      () => model.forward(own, { state: [] }),
      '.forward: state: expected 1 of them, got 0',
    );
    await refuse(
      () => make({ layers: 0 }),
      ': layers: expected a positive integer of at most 65536, got 0',
    );
    await refuse(
      () => make({ bidirectional: 'mean' }),
      ': bidirectional: expected true, false, "concat" or "sum", got "mean"',
    );
    const both = make({ bidirectional: 'sum' });
    const x = tf.zeros([2, 3]);
    await refuse(() => both.step(x, []), '.step: expected one direction, got a network of both');
  });

  test('leaves outputs and states, and nothing else', async () => {
    const [model, own] = [make({ layers: 2, bidirectional: 'concat' }), xs()];
    await expectNoLeaks(() => tf.dispose(model.forward(own, { lengths: [4, 7] }) as never));
    await expectNoLeaks(() => dispose(make({ layers: 2 })));
  });

  test('is the cell that unroll runs', () => {
    const model = make();
    const [cell] = model.cells as [(typeof model.cells)[0]];
    expect(model.forward(xs()).outputs).toBeClose(unroll(cell, xs()).outputs, EXACT);
  });
});
