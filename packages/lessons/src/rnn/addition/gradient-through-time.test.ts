import { dispose, random } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import type { Adder } from './adder';
import { gradientThroughTime, untrainedGradient } from './gradient-through-time';
import { type AdderValues, makeAdder } from './make';

const values: AdderValues = {
  hidden: 3,
  activation: 'tanh',
  init: 'glorot',
  recurrent: 'init',
  bias: true,
};

/** h′ = relu(h · factor + 1): its derivative is `factor` at every step, since h is never below 0. */
function steady(factor: number): Adder {
  const net = makeAdder({ ...values, activation: 'relu', recurrent: 'identity' }, random(1));
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
    const own = { ...values, hidden: 16, activation: 'sigmoid' } as const;
    const norms = await untrainedGradient(own, 48, 1);
    expect(norms[0]).toBeGreaterThan(0);
    expect(norms[0]).toBeLessThan(1e-20);
    expect(norms[47]).toBeGreaterThan(0.1);
  });

  test('explodes with weights from N(0, 1), and vanishes with small ones', async () => {
    const of = (recurrent: 'unit' | 'small') =>
      untrainedGradient({ ...values, hidden: 32, recurrent }, 24, 1);
    const [unit, small] = [await of('unit'), await of('small')];
    expect((unit[0] as number) / (unit[23] as number)).toBeGreaterThan(10);
    expect((small[0] as number) / (small[23] as number)).toBeLessThan(1e-20);
  });

  test('leaves no tensor', async () => {
    const before = tf.memory().numTensors;
    await untrainedGradient({ ...values, recurrent: 'orthogonal' }, 9, 2);
    expect(tf.memory().numTensors).toBe(before);
  });
});
