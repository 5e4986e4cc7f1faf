import { expect, test } from 'vitest';
import { beamTree } from './beam-tree';

test('ways that begin alike share their beginning', () => {
  const nodes = beamTree([
    { phonemes: ['T', 'AH', 'K'], probability: 0.5 },
    { phonemes: ['D', 'AH'], probability: 0.1 },
    { phonemes: ['T', 'IH'], probability: 0.25 },
  ]);
  expect(nodes.map(({ phoneme }) => phoneme)).toEqual([
    ...['T', 'AH', 'K', '·', 'D', 'AH', '·', 'IH', '·'],
  ]);
  expect(nodes[0]).toMatchObject({
    depth: 0,
    row: 0.5,
    parent: undefined,
    probability: 0.75,
    best: true,
  });
  expect(nodes[7]).toMatchObject({ depth: 1, row: 1, parent: 0, best: false });
  expect(nodes[4]).toMatchObject({ row: 2, probability: 0.1 });
});

test('a way that ends where another goes on has an end of its own', () => {
  const nodes = beamTree([
    { phonemes: ['T'], probability: 0.5 },
    { phonemes: ['T', 'S'], probability: 0.25 },
  ]);
  expect(nodes.map(({ phoneme, row }) => [phoneme, row])).toEqual([
    ...[
      ['T', 0.5],
      ['·', 0],
      ['S', 1],
      ['·', 1],
    ],
  ]);
  expect(beamTree([])).toEqual([]);
});
