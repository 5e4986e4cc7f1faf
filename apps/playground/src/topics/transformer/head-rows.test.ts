import type { WritingView } from '@dl/lessons/transformer/writing/view';
import { expect, test } from 'vitest';
import { headRows } from './head-rows';

test('the weights are the softmax of the scores, of letters up to the chosen one', () => {
  const view = {
    ...{ letters: ['a', 'b', 'c'], place: 1, layer: 0, head: 1, heads: 2, scale: 0.5 },
    query: Float32Array.of(1, 2),
    keys: Float32Array.of(0, 1, 2, 3, 9, 9),
    values: Float32Array.of(1, 2, 3, 4, 5, 6),
    weights: Float32Array.of(...new Array(12).fill(0), 0.25, 0.75, 0, ...new Array(3).fill(0)),
  } as unknown as WritingView;
  const rows = headRows(view);
  expect(rows.map(({ letter, score, weight }) => [letter, score, weight])).toEqual([
    ['a', 1, 0.25],
    ['b', 4, 0.75],
  ]);
  expect([...(rows[1]?.value ?? [])]).toEqual([3, 4]);
});
