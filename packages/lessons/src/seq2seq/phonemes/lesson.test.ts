import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { tryLesson } from '../../kit/try-lesson';
import { phonemes } from './lesson';
import type { PhonemeRun } from './run';

describe('phonemes', () => {
  test('learns to say words, and shows how', async () => {
    const before = tf.memory().numTensors;
    const values = { words: 'common', hidden: 32, batch: 32, test: 64, word: 'Sister!' } as const;
    const { run, make, close } = await tryLesson(phonemes, values);
    await make(150);
    const { errors, baselineErrors } = (await run.score()).figures as Record<string, number>;
    expect(errors as number).toBeLessThan(0.8);
    expect(baselineErrors as number).toBeGreaterThan(0.3);
    const view = await (run as PhonemeRun).view();
    expect(view.word).toBe('sister');
    expect(view.ways).toHaveLength(5);
    expect(view.attention?.columns).toBe(6);
    expect(view.samples).toHaveLength(12);
    await close();
    expect(tf.memory().numTensors).toBe(before);
  });
});
