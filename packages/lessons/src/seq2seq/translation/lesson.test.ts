import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { tryLesson } from '../../kit/try-lesson';
import { translation } from './lesson';

describe('translation', () => {
  test('learns, and is better than its baseline', async () => {
    const before = tf.memory().numTensors;
    const { run, make, close } = await tryLesson(translation, {});
    await make(300);
    const { mse, baselineMse } = (await run.score()).figures as Record<string, number>;
    expect(mse as number).toBeLessThan(0.1 * (baselineMse as number));
    await close();
    expect(tf.memory().numTensors).toBe(before);
  });
});
