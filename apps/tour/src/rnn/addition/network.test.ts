import { mse, parameters, random, stateDict, valueAndGrads } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { encodePairs, encodeSums } from './bits';
import { AdditionNet, sigmoidAsPrinted } from './network';

const options = { activation: 'sigmoid', init: 'plain', bias: false, asPrinted: false } as const;
const sigma = (u: number) => 1 / (1 + Math.exp(-u));

describe('AdditionNet', () => {
  test('gives a probability for each bit', () => {
    const net = new AdditionNet(7, { ...options, rng: random(3) });
    const y = net.forward(tf.zeros([3, 5, 2]));
    expect(y.shape).toEqual([3, 5, 1]);
    for (const p of y.dataSync()) expect(p > 0 && p < 1).toBe(true);
    expect(Object.keys(stateDict(net)).sort()).toEqual([
      'cell.input.weight',
      'cell.recurrent.weight',
      'output.weight',
    ]);
  });

  test.each([
    ['plain', 1],
    ['xavier', 1 / Math.sqrt(2)],
    ['he', 1],
  ] as const)('draws %s first weights with their deviation', (init, expected) => {
    const net = new AdditionNet(1000, { ...options, init, rng: random(5) });
    const deviation = Math.sqrt(tf.moments(net.cell.input.weight).variance.dataSync()[0] as number);
    expect(Math.abs(deviation / expected - 1)).toBeLessThan(0.06);
  });

  test("answers the same as printed; the gradient is the source program's", () => {
    // One step of time: the gradient of the output weights is (y - t) σ′(at) z, at the pre-activation u or at y.
    const grads = [false, true].map((asPrinted) => {
      const net = new AdditionNet(3, { ...options, asPrinted, rng: random(11) });
      const xs = tf.tensor3d(encodePairs([[1, 0]], 1), [1, 1, 2]);
      const sums = tf.tensor3d(encodeSums([[1, 0]], 1), [1, 1, 1]);
      const loss = () => tf.mul(mse(net.forward(xs), sums, { reduction: 'sum' }), 0.5) as tf.Scalar;
      const { grads } = valueAndGrads(loss, parameters(net));
      const y = net.forward(xs).dataSync()[0] as number;
      return { gradient: grads.get(net.output.weight)?.dataSync()[0] as number, y };
    });
    const [honest, printed] = grads as [(typeof grads)[0], (typeof grads)[0]];
    expect(printed.y).toBeCloseTo(honest.y, 6);
    const ratio = (sigma(honest.y) * (1 - sigma(honest.y))) / (honest.y * (1 - honest.y));
    expect(printed.gradient / honest.gradient).toBeCloseTo(ratio, 4);
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
