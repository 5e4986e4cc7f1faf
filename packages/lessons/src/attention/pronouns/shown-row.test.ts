import { describe, expect, test } from 'vitest';
import { shownRow } from './shown-row';
import type { PronounView } from './view';

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
