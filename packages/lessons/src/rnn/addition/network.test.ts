import { dispose, mse, parameters, random, stateDict, valueAndGrads } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { encodePairs, encodeSums } from './bits';
import { gradientThroughTime, untrainedGradient } from './gradient-through-time';
import {
  type Adder,
  type AdderValues,
  asPrinted,
  halfSquares,
  LOSSES,
  makeAdder,
  sigmoidAsPrinted,
} from './network';

const values: AdderValues = {
  hidden: 3,
  activation: 'sigmoid',
  init: 'plain',
  recurrent: 'init',
  bias: false,
};
const sigma = (u: number) => 1 / (1 + Math.exp(-u));

describe('makeAdder', () => {
  test('gives a logit for each bit', () => {
    const net = makeAdder({ ...values, hidden: 7 }, random(3));
    expect(net.forward(tf.zeros([3, 5, 2])).shape).toEqual([3, 5, 1]);
    expect(Object.keys(stateDict(net)).sort()).toEqual([
      'cell.input.weight',
      'cell.recurrent.weight',
      'output.weight',
    ]);
    expect(Object.keys(stateDict(makeAdder({ ...values, bias: true }, random(3))))).toHaveLength(5);
  });

  test.each([
    ['plain', 1],
    ['xavier', 1 / Math.sqrt(2)],
    ['he', 1],
    ['glorot', Math.sqrt(2 / 1002)],
  ] as const)('draws %s first weights with their deviation', (init, expected) => {
    const net = makeAdder({ ...values, hidden: 1000, init }, random(5));
    const deviation = Math.sqrt(tf.moments(net.cell.input.weight).variance.dataSync()[0] as number);
    expect(Math.abs(deviation / expected - 1)).toBeLessThan(0.06);
  });

  test('draws the recurrent weights by their own rule', () => {
    const net = makeAdder({ ...values, recurrent: 'identity' }, random(5));
    expect([...net.cell.recurrent.weight.dataSync()]).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1]);
  });
});

describe('the losses', () => {
  test('are those of their formulas', () => {
    const logits = tf.tensor3d([2, -1, 0.5, 3], [2, 2, 1]);
    const sums = tf.tensor3d([1, 0, 0, 1], [2, 2, 1]);
    const p = [2, -1, 0.5, 3].map(sigma);
    const t = [1, 0, 0, 1];
    const squares = p.reduce((sum, y, i) => sum + (y - (t[i] as number)) ** 2, 0) / 2 / 2;
    const crosses =
      -p.reduce((sum, y, i) => sum + Math.log(t[i] ? y : 1 - (y as number)), 0) / p.length;
    expect(LOSSES['half-squares'](logits, sums).dataSync()[0]).toBeCloseTo(squares, 5);
    expect(LOSSES['cross-entropy'](logits, sums).dataSync()[0]).toBeCloseTo(crosses, 5);
  });

  test("answer the same as printed; the gradient is the source program's", () => {
    // One step of time: the gradient of the output weights is (y - t) σ′(at) z, at the pre-activation u or at y.
    const grads = [LOSSES['half-squares'], asPrinted].map((lossOf) => {
      const net = makeAdder(values, random(11));
      const xs = tf.tensor3d(encodePairs([[1, 0]], 1), [1, 1, 2]);
      const sums = tf.tensor3d(encodeSums([[1, 0]], 1), [1, 1, 1]);
      const loss = () => lossOf(net.forward(xs), sums);
      const { value, grads } = valueAndGrads(loss, parameters(net));
      const u = net.forward(xs).dataSync()[0] as number;
      const gradient = grads.get(net.output.weight)?.dataSync()[0] as number;
      return { gradient, u, value: value.dataSync()[0] as number };
    });
    const [honest, printed] = grads as [(typeof grads)[0], (typeof grads)[0]];
    expect(printed.value).toBeCloseTo(honest.value, 6);
    const y = sigma(honest.u);
    const ratio = (sigma(y) * (1 - sigma(y))) / (y * (1 - y));
    expect(printed.gradient / honest.gradient).toBeCloseTo(ratio, 4);
  });

  test('half of the squared error is that of one pair, whatever the batch', () => {
    const [p, t] = [tf.fill([4, 3, 1], 0.7), tf.ones([4, 3, 1])] as [tf.Tensor3D, tf.Tensor3D];
    const all = mse(p, t, { reduction: 'sum' }).dataSync()[0] as number;
    expect(halfSquares(p, t).dataSync()[0]).toBeCloseTo(all / 8, 6);
  });
});

describe('sigmoidAsPrinted', () => {
  test('has a derivative between 0.196 and 0.25 everywhere', () => {
    const u = tf.tensor1d([-30, -2, 0, 1, 30]);
    const slope = tf
      .grad((x) => sigmoidAsPrinted(x))(u)
      .dataSync();
    for (const value of slope) expect(value > 0.196 && value <= 0.25).toBe(true);
    expect(slope[2]).toBeCloseTo(sigma(0.5) * (1 - sigma(0.5)), 6);
  });
});

const own: AdderValues = { ...values, activation: 'tanh', init: 'glorot', bias: true };

/** h′ = relu(h · factor + 1): its derivative is `factor` at every step, since h is never below 0. */
function steady(factor: number): Adder {
  const net = makeAdder({ ...own, activation: 'relu', recurrent: 'identity' }, random(1));
  tf.tidy(() => {
    net.cell.input.weight.assign(tf.zeros([2, 3]));
    net.cell.input.bias?.assign(tf.ones([3]));
    net.cell.recurrent.weight.assign(tf.mul(tf.eye(3), factor));
    net.output.weight.assign(tf.tensor2d([0.01, 0.02, -0.01], [3, 1]));
  });
  return net;
}

describe('gradientThroughTime', () => {
  test.each([1, 0.5, 1.25])('changes by the recurrent weight %d at each step', async (factor) => {
    const net = steady(factor);
    const norms = await gradientThroughTime(net, 7, 5);
    expect(norms).toHaveLength(7);
    for (let t = 1; t < 7; t++) {
      expect((norms[t - 1] as number) / (norms[t] as number)).toBeCloseTo(factor, 4);
    }
    dispose(net);
  });

  test('vanishes with a sigmoid, and not in float32 only', async () => {
    const wide = { ...own, hidden: 16, activation: 'sigmoid' } as const;
    const norms = await untrainedGradient(wide, 48, 1);
    expect(norms[0]).toBeGreaterThan(0);
    expect(norms[0]).toBeLessThan(1e-20);
    expect(norms[47]).toBeGreaterThan(0.1);
  });

  test('explodes with weights from N(0, 1), and vanishes with small ones', async () => {
    const of = (recurrent: 'unit' | 'small') =>
      untrainedGradient({ ...own, hidden: 32, recurrent }, 24, 1);
    const [unit, small] = [await of('unit'), await of('small')];
    expect((unit[0] as number) / (unit[23] as number)).toBeGreaterThan(10);
    expect((small[0] as number) / (small[23] as number)).toBeLessThan(1e-20);
  });

  test('leaves no tensor', async () => {
    const before = tf.memory().numTensors;
    await untrainedGradient({ ...own, recurrent: 'orthogonal' }, 9, 2);
    expect(tf.memory().numTensors).toBe(before);
  });
});
