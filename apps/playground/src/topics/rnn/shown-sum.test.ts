import type { AdditionView } from '@dl/lessons/rnn/addition/view';
import { describe, expect, test } from 'vitest';
import { shownSum } from './shown-sum';

const view = {
  bits: 4,
  pairs: [
    [0, 0],
    [3, 6],
  ],
  // 9 is 1001; the network says 1011, the lowest bit first.
  probabilities: Float32Array.of(0, 0, 0, 0, 0.9, 0.6, 0.1, 0.8),
} as unknown as AdditionView;

describe('shownSum', () => {
  test('has the highest place first, with carries and mistakes', () => {
    const { a, b, said, wrong, places } = shownSum(view, 1);
    expect([a, b, said, wrong]).toEqual([3, 6, 11, 1]);
    expect(places.map(({ wanted }) => wanted)).toEqual([1, 0, 0, 1]);
    expect(places.map(({ said }) => said)).toEqual([1, 0, 1, 1]);
    expect(places.map(({ carry }) => carry)).toEqual([1, 1, 0, 0]);
    expect(places.map(({ right }) => right)).toEqual([true, true, false, true]);
  });

  test('is of the last pair if there are fewer', () => {
    expect(shownSum(view, 7).a).toBe(3);
  });
});
