import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { tryLesson } from '../../kit/try-lesson';
import { pronouns as lesson } from './lesson';
import type { PronounValues } from './settings';
import { shownRow } from './shown-row';

const start = (changes: Partial<PronounValues> = {}, seed = 1) =>
  tryLesson(lesson, { seed, ...changes });

describe('pronouns', () => {
  test('learns what pronouns stand for, and its weights say where it looked', async () => {
    const before = tf.memory().numTensors;
    const { run, make, all, close } = await start({ learningRate: 0.01 });
    const first = await run.view();
    expect(first.right / first.pronouns).toBeLessThan(0.2);
    await make(1);
    await run.view();
    const once = tf.memory().numTensors;
    await make(199);
    const { words, right, pronouns, ...last } = await run.view();
    expect(tf.memory().numTensors).toBe(once);
    expect(right / pronouns).toBeGreaterThan(0.9);
    expect((await run.score()).figures).toMatchObject({ right, pronouns });
    const at = (word: string) => words.findIndex((one) => one.word === word);
    expect([words[at('he')]?.answer, words[at('it')]?.answer]).toEqual(['john', 'book']);
    const he = shownRow({ words, right, pronouns, ...last }, at('he'), 0);
    expect(he[at('john')]?.weight).toBeGreaterThan(0.6);

    // The numbers that are shown are those that the weights are made of.
    const sum = he.reduce((total, { exponential }) => total + exponential, 0);
    for (const { exponential, weight } of he) expect(weight).toBeCloseTo(exponential / sum, 4);

    run.update({ ...all, scale: 0 });
    const flat = await run.view();
    for (const weight of flat.weights) expect(weight).toBeCloseTo(1 / words.length, 5);
    run.update({ ...all, mask: 'causal' });
    const causal = await run.view();
    expect(causal.causal).toBe(true);
    expect(causal.weights[1]).toBe(0);
    await close();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('takes any sentence: an empty one, and words that it has never met', async () => {
    const { run, all, close } = await start({ heads: 2 });
    run.update({ ...all, sentence: ' …' });
    expect((await run.view()).words).toEqual([]);
    run.update({ ...all, sentence: 'Zaphod saw him <b>' });
    const { words, weights, heads, depth } = await run.view();
    expect(words.map(({ known }) => known)).toEqual([false, true, true, false]);
    expect([weights.length, heads, depth]).toEqual([2 * 4 * 4, 2, 16]);
    await close();
  });
});
