import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { valuesOf } from '../../kit/lesson';
import { tryLesson } from '../../kit/try-lesson';
import { addition } from './lesson';
import { type AdditionValues, SETTINGS } from './settings';

const onPage = (changes: Partial<AdditionValues> = {}, seed = 1) =>
  tryLesson(addition, { preset: 'page', seed, ...changes });

describe('addition', () => {
  test('has the settings of the source', () => {
    expect(valuesOf(addition, {}, 'source')).toMatchObject({
      ...{ hidden: 16, activation: 'sigmoid', init: 'plain', bias: false, optimizer: 'sgd' },
      ...{ learningRate: 0.1, batch: 1, steps: 10_000, lossFunction: 'half-squares' },
    });
  });

  test('learns to add, and shows it', async () => {
    const before = tf.memory().numTensors;
    const { run, make, close } = await onPage();
    const first = await run.view();
    expect(first.exact / first.heldOut).toBeLessThan(0.1);
    const losses = await make(1200);
    expect(losses.at(-1)).toBeLessThan(0.02);
    const last = await run.view();
    expect([last.exact, last.heldOut, last.bits]).toEqual([256, 256, 8]);
    expect(last.pairs).toHaveLength(8);
    expect([last.probabilities.length, last.hidden.length]).toEqual([8 * 8, 8 * 8 * 16]);
    expect(last.gradient).toHaveLength(48);
    const { figures, rows } = await run.score();
    expect(figures).toMatchObject({ exactMatch: 1, right: 16_384, pairs: 16_384 });
    expect(rows[0]).toMatchObject({ strong: true, values: [1, 16_384, 0] });
    await close();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('answers a pair that it was trained on', async () => {
    const { run, make, close } = await onPage({ bits: 5, batch: 2 });
    await make(1);
    const { pair, probabilities } = await run.answer();
    expect(probabilities).toHaveLength(5);
    for (const number of pair) expect(number).toBeLessThan(16);
    await close();
  });

  test('takes over what is live', async () => {
    const { run, make, all, close } = await onPage();
    await make(2);
    const live = { learningRate: 0.0001, batch: 4, clip: 0.1, span: 16, compare: 'recurrent' };
    run.update({ ...all, ...live } as AdditionValues);
    await make(2);
    const { gradient, untrained } = await run.view();
    expect(gradient).toHaveLength(16);
    expect(untrained.map(({ name }) => name)).toEqual(
      SETTINGS.recurrent.options.map(({ value }) => value),
    );
    await close();
  });

  test.each(SETTINGS.optimizer.options.map(({ value }) => value))(
    '%s lowers the loss',
    async (optimizer) => {
      const learningRate = { adam: 0.01, rmsprop: 0.003, momentum: 0.3, sgd: 1 }[optimizer];
      const { make, close } = await onPage({ optimizer, learningRate, bits: 4 });
      const losses = await make(600);
      const mean = (part: number[]) => part.reduce((sum, loss) => sum + loss, 0) / part.length;
      expect(mean(losses.slice(-20))).toBeLessThan(0.8 * mean(losses.slice(0, 20)));
      await close();
    },
  );
});
