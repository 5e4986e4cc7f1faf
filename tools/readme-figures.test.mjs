import { expect, test } from 'vitest';
import { fillBench } from './readme-figures.mjs';

const runs = [
  { node: 'v24.1.0', results: [{ id: 'a/b', ours: 3, peer: 4 }] },
  { node: 'v20.2.0', results: [{ id: 'a/b', ours: 18.6, peer: 1520 }] },
];

test('a README quotes what the benches measured', () => {
  const text = (ours, peer) =>
    `It is <!-- bench a/b ours -->${ours}<!-- /bench --> against <!-- bench a/b peer -->${peer}<!-- /bench -->.`;
  expect(fillBench(text('?', '7'), runs)).toBe(text('19', '1,520'));
  expect(() => fillBench(text('1', '2').replaceAll('a/b', 'a/c'), runs)).toThrow(
    'README: a/c ours: expected a figure, got none',
  );
});
