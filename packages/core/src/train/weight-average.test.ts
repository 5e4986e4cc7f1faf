import { expectRefusal, memoryStore } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { Linear } from '../nn/linear';
import { sgd } from '../optim/sgd';
import { random } from '../random/random';
import { loadCheckpoint, saveCheckpoint } from './checkpoint';
import { WeightAverage } from './weight-average';

const made = (seed = 1) => new Linear(3, 2, { rng: random(seed) });

/** Other weights, as a step would give. */
function move(model: Linear, value: number): void {
  tf.tidy(() => model.weight.assign(tf.fill([3, 2], value)));
}

describe('WeightAverage', () => {
  test('is d ā + (1 − d) w, and begins as the weights are', async () => {
    const model = made();
    move(model, 1);
    const average = new WeightAverage(model, { decay: 0.75 });
    for (const value of [2, 6]) {
      move(model, value);
      average.update();
    }
    // 1 → 1.25 → 2.4375
    expect(average.averages[0] as tf.Tensor).toBeClose(tf.fill([3, 2], 2.4375));
    expect(average.averages.every(({ trainable }) => !trainable)).toBe(true);
    const seen = await average.within(async () => (await model.weight.data())[0]);
    expect(seen).toBeCloseTo(2.4375, 6);
    expect(model.weight).toBeClose(tf.fill([3, 2], 6));
    average.apply();
    expect(model.weight).toBeClose(tf.fill([3, 2], 2.4375));
  });

  test('is not moved by an optimiser, which changes weights where they lie', () => {
    const model = made();
    move(model, 1);
    const average = new WeightAverage(model, { decay: 0.5 });
    const optimizer = sgd({ learningRate: 1 });
    for (const wanted of [0.5, -0.25]) {
      optimizer.update(new Map([[model.weight, tf.ones([3, 2])]]));
      average.update();
      expect(average.averages[0] as tf.Tensor).toBeClose(tf.fill([3, 2], wanted));
    }
  });

  test('gives the weights back where the function fails, and refuses to be changed within', async () => {
    const model = made();
    move(model, 1);
    const average = new WeightAverage(model);
    move(model, 3);
    const failing = () => {
      throw new Error('stopped');
    };
    await expect(average.within(failing)).rejects.toThrow('stopped');
    expect(model.weight).toBeClose(tf.fill([3, 2], 3));
    await expect(average.within(() => average.update())).rejects.toThrow('outside of within');
    await expect(average.within(() => average.apply())).rejects.toThrow('outside of within');
  });

  test('goes into a checkpoint and comes back, and leaves no tensor', async () => {
    const store = memoryStore();
    const optimizer = sgd({ learningRate: 0.1 });
    const model = made();
    const average = new WeightAverage(model);
    move(model, 5);
    average.update();
    await saveCheckpoint(store, { model: { model, average }, optimizer, step: 1 });
    const other = made(2);
    const before = tf.memory().numTensors;
    const own = new WeightAverage(other);
    await loadCheckpoint(store, { model: { model: other, average: own }, optimizer });
    expect(own.averages[0] as tf.Tensor).toBeClose(average.averages[0] as tf.Tensor);
    await own.within(() => own.averages.length);
    own.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('refuses what is none', async () => {
    await expectRefusal(() => new WeightAverage(3), /parameters: /);
    const model = made();
    await expectRefusal(() => new WeightAverage(model, { decay: 1 }), /WeightAverage: decay: /);
    const average = new WeightAverage(model);
    await expectRefusal(() => average.within(3 as never), /WeightAverage\.within: f: /);
  });
});
