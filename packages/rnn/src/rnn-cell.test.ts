import { dispose, heNormal, loadStateDict, parameters, random, stateDict } from '@dl/core';
import { LARGEST } from '@dl/core/check';
import { expectGradients, expectNoLeaks, expectRefusal, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { type RnnActivation, RnnCell } from './rnn-cell';

const EXACT = { absolute: 0, relative: 0 };
const rng = random(3);
const zeros = (shape: readonly number[]) => tf.zeros([...shape]);

describe('RnnCell', () => {
  test('keeps its weights as [in, hidden], [hidden, hidden] and [hidden]', () => {
    const cell = new RnnCell(3, 5, { rng });
    const shapes = Object.entries(stateDict(cell)).map(([path, { shape }]) => [path, shape]);
    expect(shapes).toEqual([
      ['input.weight', [3, 5]],
      ['input.bias', [5]],
      ['recurrent.weight', [5, 5]],
    ]);
    expect(parameters(new RnnCell(3, 5, { rng, bias: false })).length).toBe(2);
  });

  test('draws both weights by init, the recurrent one by its own where there is one', () => {
    const both = new RnnCell(3, 5, { rng, init: zeros });
    expect(both.recurrent.weight).toBeClose(tf.zeros([5, 5]), EXACT);
    const own = new RnnCell(3, 5, { rng, init: zeros, recurrentInit: heNormal() });
    expect(own.input.weight).toBeClose(tf.zeros([3, 5]), EXACT);
    expect(own.recurrent.weight).not.toBeClose(tf.zeros([5, 5]));
  });

  test('the same seed gives the same weights', () => {
    const [a, b] = [1, 1].map((seed) => new RnnCell(3, 5, { rng: random(seed) }));
    expect(a?.input.weight).toBeClose(b?.input.weight as tf.Tensor, EXACT);
    expect(a?.recurrent.weight).toBeClose(b?.recurrent.weight as tf.Tensor, { absolute: 0 });
  });

  const FUNCTIONS: Record<RnnActivation, (z: number) => number> = {
    tanh: Math.tanh,
    relu: (z) => Math.max(0, z),
    sigmoid: (z) => 1 / (1 + Math.exp(-z)),
  };

  test.each(['tanh', 'relu', 'sigmoid'] as const)(
    'a step is f(x Wx + h Wh + b): %s in double precision',
    async (activation) => {
      const cell = new RnnCell(3, 5, { rng, activation });
      cell.input.bias?.assign(seededTensor([5], 4));
      const [x, h] = [seededTensor<tf.Tensor2D>([2, 3], 1), seededTensor<tf.Tensor2D>([2, 5], 2)];
      const wx = (await cell.input.weight.array()) as number[][];
      const wh = (await cell.recurrent.weight.array()) as number[][];
      const b = (await cell.input.bias?.array()) as number[];
      const sum = (from: number[], w: number[][], j: number) =>
        from.reduce((total, value, i) => total + value * (w[i]?.[j] as number), 0);
      const [xRows, hRows] = [await x.array(), await h.array()];
      const wanted = xRows.map((row, i) =>
        Array.from({ length: 5 }, (_, j) =>
          FUNCTIONS[activation](
            sum(row, wx, j) + sum(hRows[i] as number[], wh, j) + (b[j] as number),
          ),
        ),
      );
      const next = cell.step(x, h);
      expect(next.shape).toEqual([2, 5]);
      expect(next).toBeClose(wanted, { absolute: 1e-6 });
      expect(cell.output(next)).toBe(next);
    },
  );

  test('the state before the first step is 0', () => {
    const state = new RnnCell(3, 5, { rng }).zeroState(2);
    expect(state).toBeClose(tf.zeros([2, 5]), { absolute: 0 });
  });

  test('gradient of a step', () => {
    const cell = new RnnCell(3, 5, { rng });
    const inputs = [seededTensor([2, 3], 1), seededTensor([2, 5], 2)];
    expectGradients((x, h) => cell.step(x as tf.Tensor2D, h as tf.Tensor2D), inputs);
  });

  test('round trip of the state dict', () => {
    const [from, to] = [new RnnCell(3, 5, { rng }), new RnnCell(3, 5, { rng })];
    from.input.bias?.assign(seededTensor([5], 4));
    loadStateDict(to, stateDict(from));
    const [x, h] = [seededTensor<tf.Tensor2D>([2, 3], 1), seededTensor<tf.Tensor2D>([2, 5], 2)];
    expect(to.step(x, h)).toBeClose(from.step(x, h), EXACT);
  });

  test('refuses sizes and options that are none', async () => {
    const make = (inSize: number, hiddenSize: number, more = {}) => {
      return () => new RnnCell(inSize, hiddenSize, { rng, ...more });
    };
    await expectRefusal(make(0, 5), 'RnnCell: inSize: expected a positive integer, got 0');
    await expectRefusal(make(3, 2.5), 'RnnCell: hiddenSize: expected a positive integer, got 2.5');
    await expectRefusal(make(3, NaN), 'RnnCell: hiddenSize: expected a positive integer, got NaN');
    await expectRefusal(
      make(3, 5, { activation: 'softsign' }),
      'RnnCell: activation: expected "tanh", "relu" or "sigmoid", got "softsign"',
    );
    await expectRefusal(
      make(3, 5, { rng: undefined }),
      /rng: expected a generator of random\(\), got undefined$/,
    );
  });

  test('refuses a step from what does not fit', async () => {
    const cell = new RnnCell(3, 5, { rng });
    const refuse = async (x: tf.Tensor, h: tf.Tensor, message: string) => {
      const step = () => cell.step(x as tf.Tensor2D, h as tf.Tensor2D);
      await expectRefusal(step, `RnnCell.step: ${message}`);
    };
    const [x, h] = [tf.zeros([2, 3]), tf.zeros([2, 5])];
    await refuse(tf.zeros([2, 4]), h, 'x: expected [batch, 3], got [2, 4]');
    await refuse(tf.zeros([2, 1, 3]), h, 'x: expected [batch, 3], got [2, 1, 3]');
    await refuse(tf.zeros([0, 3]), h, 'x: expected [batch, 3] with no empty axis, got [0, 3]');
    await refuse(tf.zeros([2, 3], 'int32'), h, 'x: expected dtype float32, got int32');
    await refuse(x, tf.zeros([3, 5]), 'state: expected [2, 5], got [3, 5]');
    await refuse(x, tf.zeros([2, 3]), 'state: expected [2, 5], got [2, 3]');
    const gone = tf.zeros([2, 3]);
    gone.dispose();
    await refuse(gone, h, 'x: expected a tensor that is alive, got a disposed one [2, 3]');
    await expectRefusal(
      () => cell.zeroState(-1),
      `RnnCell.zeroState: batch: expected an integer from 0 to ${LARGEST}, got -1`,
    );
  });

  test('a disposed cell says so', async () => {
    const cell = new RnnCell(3, 5, { rng });
    dispose(cell);
    const [x, h] = [tf.zeros<tf.Rank.R2>([2, 3]), tf.zeros<tf.Rank.R2>([2, 5])];
    await expectRefusal(() => cell.step(x, h), /expected a tensor that is alive, got a disposed/);
  });

  test('leaves nothing behind', async () => {
    const cell = new RnnCell(3, 5, { rng });
    const [x, h] = [tf.zeros<tf.Rank.R2>([2, 3]), tf.zeros<tf.Rank.R2>([2, 5])];
    await expectNoLeaks(() => cell.step(x, h).dispose());
    await expectNoLeaks(() => dispose(new RnnCell(3, 5, { rng })));
  });
});

test('weights that are put in the place of others are checked, and so are those that were disposed', async () => {
  const cell = new RnnCell(3, 5, { rng: random(1) });
  const xs = seededTensor<tf.Tensor3D>([2, 4, 3], 1);
  if (cell.sequence(xs, undefined, {}) === undefined) return;
  const { input } = cell;
  const own = input.weight;
  Object.assign(input, { weight: tf.variable(tf.zeros([3, 4])) });
  await expectRefusal(
    () => void cell.sequence(xs, undefined, {}),
    'RnnCell: input.weight: expected [3, 5], got [3, 4]',
  );
  Object.assign(input, { weight: own });
  tf.dispose(cell.sequence(xs, undefined, {}) as never);
  own.dispose();
  await expectRefusal(
    () => void cell.sequence(xs, undefined, {}),
    'RnnCell: input.weight: expected a tensor that is alive, got a disposed one [3, 5]',
  );
});
