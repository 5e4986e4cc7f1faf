import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { tryExperiment } from '../../kit/worker/try-experiment';
import { experiment } from './experiment';
import type { AttentionValues } from './settings';
import { shownRow } from './shown-row';

const make = (changes: Partial<AttentionValues> = {}, seed = 1) =>
  tryExperiment(experiment, changes, seed);

describe('the experiment', () => {
  test('learns what pronouns stand for, and its weights say where it looked', async () => {
    const before = tf.memory().numTensors;
    const { run, update, view, all, close } = await make({ rate: 0.01 });
    const first = await view();
    expect(first.right / first.pronouns).toBeLessThan(0.2);
    await run(1);
    await view();
    const once = tf.memory().numTensors;
    await run(199);
    const { words, right, pronouns, ...last } = await view();
    expect(tf.memory().numTensors).toBe(once);
    expect(right / pronouns).toBeGreaterThan(0.9);
    const at = (word: string) => words.findIndex((one) => one.word === word);
    expect([words[at('he')]?.answer, words[at('it')]?.answer]).toEqual(['john', 'book']);
    const he = shownRow({ words, right, pronouns, ...last }, at('he'), 0);
    expect(he[at('john')]?.weight).toBeGreaterThan(0.6);

    // The numbers that are shown are those that the weights are made of.
    const sum = he.reduce((total, { exponential }) => total + exponential, 0);
    for (const { exponential, weight } of he) expect(weight).toBeCloseTo(exponential / sum, 4);

    update?.({ ...all, scale: 0 });
    const flat = await view();
    for (const weight of flat.weights) expect(weight).toBeCloseTo(1 / words.length, 5);
    update?.({ ...all, mask: 'causal' });
    const causal = await view();
    expect(causal.causal).toBe(true);
    expect(causal.weights[1]).toBe(0);
    await close();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('takes any sentence: an empty one, and words that it has never met', async () => {
    const { update, view, all, close } = await make({ heads: 2 });
    update?.({ ...all, sentence: ' …' });
    expect((await view()).words).toEqual([]);
    update?.({ ...all, sentence: 'Zaphod saw him <b>' });
    const { words, weights, heads, depth } = await view();
    expect(words.map(({ known }) => known)).toEqual([false, true, true, false]);
    expect([weights.length, heads, depth]).toEqual([2 * 4 * 4, 2, 16]);
    await close();
  });

  test('the same seed gives the same run, and drawing changes nothing of it', async () => {
    const losses = [];
    for (const [seed, draws] of [
      [5, false],
      [5, true],
      [6, false],
    ] as const) {
      const { run, view, close } = await make({ batch: 4, heads: 4 }, seed);
      const first = await run(2);
      if (draws) await view();
      losses.push([...first, ...(await run(2))]);
      await close();
    }
    expect(losses[0]).toEqual(losses[1]);
    expect(losses[2]).not.toEqual(losses[0]);
  });
});
