import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { tryExperiment } from '../../kit/worker/try-experiment';
import { experiment } from './experiment';
import type { LstmGruValues } from './settings';

const make = (changes: Partial<LstmGruValues> = {}, seed = 1) =>
  tryExperiment(experiment, changes, seed);

describe('the experiment', () => {
  test('the gated cell learns to add, the plain one beside it does not', async () => {
    const before = tf.memory().numTensors;
    const { run, view, close } = await make({ cell: 'gru', time: 30 });
    await run(350);
    const { scores, losses, example, gates, order, plainDiverged } = await view();
    const [gated, plain, constant] = scores;
    expect(gated?.error).toBeLessThan(0.02);
    expect(plain?.error).toBeGreaterThan(0.08);
    expect(constant?.error).toBeCloseTo(1 / 6, 1);
    expect(plainDiverged).toBe(false);
    expect([losses.steps, losses.gated, losses.plain].map(({ length }) => length)).toEqual([
      350, 350, 350,
    ]);
    expect(Math.abs(example.gated - example.sum)).toBeLessThan(0.4);
    expect(gates.map(({ name }) => name)).toEqual(['reset', 'update', 'candidate', 'state']);
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 16 }, (_, i) => i));
    // Something new is let in where a number is marked.
    const update = gates.find(({ name }) => name === 'update');
    expect(update?.atMarks).toBeGreaterThan((update?.elsewhere as number) + 0.1);
    await close();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('keeps as many tensors at step 200 as at step 1, with what it draws', async () => {
    const { run, view, close } = await make({ time: 10, hidden: 8 });
    await run(1);
    await view();
    const once = tf.memory().numTensors;
    await run(199);
    await view();
    expect(tf.memory().numTensors).toBe(once);
    await close();
  });

  test('the same seed gives the same run, and drawing changes nothing of it', async () => {
    const losses = [];
    for (const [seed, draws] of [
      [5, false],
      [5, true],
      [6, false],
    ] as const) {
      const { run, view, close } = await make({ time: 10 }, seed);
      const first = await run(3);
      if (draws) await view();
      losses.push([...first, ...(await run(3))]);
      await close();
    }
    expect(losses[0]).toEqual(losses[1]);
    expect(losses[2]).not.toEqual(losses[0]);
  });

  test('shows another sequence and order, and takes over what is live', async () => {
    const { run, update, view, all, close } = await make({ time: 10, hidden: 4 });
    const first = await view();
    update?.({ ...all, example: 3, order: 'number', batch: 4, rate: 0.001, clip: 0 });
    await run(2);
    const second = await view();
    expect(second.example.values).not.toEqual(first.example.values);
    expect(second.order).toEqual([0, 1, 2, 3]);
    expect(second.example.marks).toHaveLength(2);
    await close();
  });

  test.each([
    ['lstm', ['input', 'forget', 'candidate', 'output', 'cell'], 'forget', 2],
    ['gru', ['reset', 'update', 'candidate', 'state'], 'update', -2],
    ['gru-before', ['reset', 'update', 'candidate', 'state'], 'update', -2],
  ] as const)('%s has its gates, and begins by remembering', async (cell, names, keeps, sign) => {
    const means = [];
    for (const forgetBias of [-3, 3]) {
      const { view, close } = await make({ cell, time: 10, hidden: 8, forgetBias });
      const { gates } = await view();
      expect(gates.map(({ name }) => name)).toEqual(names);
      means.push(gates.find(({ name }) => name === keeps)?.elsewhere as number);
      await close();
    }
    expect(Math.sign((means[1] as number) - (means[0] as number))).toBe(Math.sign(sign));
  });
});
