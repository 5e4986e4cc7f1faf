import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { tryLesson } from '../../kit/try-lesson';
import { pronouns as lesson } from './lesson';
import type { PronounValues } from './settings';
import { type PronounView, shownRow } from './view';

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

const words = ['a', 'b'].map((word) => ({ word, known: true, answer: word, share: 1 }));
const view: PronounView = {
  words,
  heads: 2,
  depth: 4,
  scale: 0.5,
  causal: false,
  // Of the second head: 2 and 4 for the first word, 6 and 8 for the second.
  products: Float32Array.of(0, 0, 0, 0, 2, 4, 6, 8),
  weights: Float32Array.of(0.5, 0.5, 0.5, 0.5, 0.27, 0.73, 0.27, 0.73),
  right: 0,
  pronouns: 1,
};

describe('shownRow', () => {
  test('goes from product to weight', () => {
    const row = shownRow(view, 0, 1);
    expect(row.map(({ product }) => product)).toEqual([2, 4]);
    expect(row.map(({ score }) => score)).toEqual([1, 2]);
    expect(row[1]?.exponential).toBe(1);
    const sum = row.reduce((total, { exponential }) => total + exponential, 0);
    for (const { exponential, weight } of row) expect(exponential / sum).toBeCloseTo(weight, 2);
  });

  test('leaves out what a causal mask hides', () => {
    const [own, later] = shownRow({ ...view, causal: true }, 0, 1);
    expect([own?.hidden, own?.exponential]).toEqual([false, 1]);
    expect([later?.hidden, later?.exponential]).toEqual([true, 0]);
  });

  test('is of the last word and head if there are fewer', () => {
    expect(shownRow(view, 9, 9).map(({ product }) => product)).toEqual([6, 8]);
  });
});
