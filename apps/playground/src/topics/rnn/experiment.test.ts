import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { tryExperiment } from '../../kit/worker/try-experiment';
import { experiment } from './experiment';
import { RNN_SETTINGS, type RnnValues } from './settings';

const make = (changes: Partial<RnnValues> = {}, seed = 1) =>
  tryExperiment(experiment, changes, seed);

describe('the experiment', () => {
  test('learns to add, and shows it', async () => {
    const before = tf.memory().numTensors;
    const { run, view, close } = await make();
    const first = await view();
    expect(first.exact / first.heldOut).toBeLessThan(0.1);
    const losses = await run(1200);
    expect(losses.at(-1)).toBeLessThan(0.02);
    const last = await view();
    expect([last.exact, last.heldOut, last.bits]).toEqual([256, 256, 8]);
    expect(last.pairs).toHaveLength(8);
    expect([last.probabilities.length, last.hidden.length]).toEqual([8 * 8, 8 * 8 * 16]);
    expect(last.gradient).toHaveLength(48);
    await close();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('keeps as many tensors at step 200 as at step 1, with what it draws', async () => {
    const { run, view, close } = await make({ clip: 1 });
    await run(1);
    await view();
    const once = tf.memory().numTensors;
    await run(199);
    await view();
    expect(tf.memory().numTensors).toBe(once);
    await close();
  });

  test('the same seed gives the same run, another seed another', async () => {
    const losses = [];
    for (const seed of [5, 5, 6]) {
      const { run, close } = await make({}, seed);
      losses.push(await run(5));
      await close();
    }
    expect(losses[0]).toEqual(losses[1]);
    expect(losses[2]).not.toEqual(losses[0]);
  });

  test('drawing it changes nothing of the run', async () => {
    const [plain, drawn] = [await make(), await make()];
    const losses = await plain.run(6);
    await drawn.run(3);
    await drawn.view();
    expect(await drawn.run(3)).toEqual(losses.slice(3));
    await plain.close();
    await drawn.close();
  });

  test('takes over what is live', async () => {
    const { run, update, view, all, close } = await make();
    await run(2);
    update?.({ ...all, rate: 0.0001, batch: 4, clip: 0.1, span: 16, compare: 'init' });
    await run(2);
    const { gradient, untrained } = await view();
    expect(gradient).toHaveLength(16);
    expect(untrained.map(({ name }) => name)).toEqual([
      'xavier',
      'he',
      'orthogonal',
      'identity',
      'small',
      'unit',
    ]);
    await close();
  });

  test.each(RNN_SETTINGS.optimizer.options.map(({ value }) => value))(
    '%s lowers the loss',
    async (optimizer) => {
      const rate = { adam: 0.01, rmsprop: 0.003, momentum: 0.3, sgd: 1 }[optimizer];
      const { run, close } = await make({ optimizer, rate, bits: 4 });
      const losses = await run(600);
      const mean = (part: number[]) => part.reduce((sum, loss) => sum + loss, 0) / part.length;
      expect(mean(losses.slice(-20))).toBeLessThan(0.8 * mean(losses.slice(0, 20)));
      await close();
    },
  );
});
