import { expect, test } from 'vitest';
import { unitOf } from './corpus';
import { packagedPairs } from './packaged';
import { messagePairs } from './pairs';

const DATA = ['typescript', 'editor', 'emoji'] as const;

test('packagedPairs has each pair once, on one line, in both languages', async () => {
  const counts: number[] = [];
  for (const data of DATA) {
    const pairs = await packagedPairs(data);
    counts.push(pairs.length);
    expect(pairs.every((pair) => pair.every((text) => /^\S/.test(text) && !/\n/.test(text)))).toBe(
      true,
    );
    expect(unitOf(pairs.map(([, japanese]) => japanese))).toBe('bytePairs');
  }
  expect(counts).toEqual([2069, 14_241, 1959]);
  const all = await packagedPairs('all');
  expect(all.length).toBe(18_267);
  expect(new Set(all.map((pair) => pair.join('\t'))).size).toBe(all.length);
});

test('messagePairs holds sentences out of all sources together', async () => {
  for (const direction of ['ja-en', 'en-ja'] as const) {
    const { train, dev, test } = await messagePairs('all', direction);
    const parts = [train, dev, test].map((own) => new Set(own.map(([source]) => source)));
    const [learnt, chosen, held] = parts as [Set<string>, Set<string>, Set<string>];
    expect([...chosen, ...held].some((source) => learnt.has(source))).toBe(false);
    expect([...chosen].some((source) => held.has(source))).toBe(false);
    for (const own of [dev, test]) {
      expect(own.length / (train.length + dev.length + test.length)).toBeCloseTo(0.1, 1);
    }
  }
  const { train } = await messagePairs('emoji', 'en-ja');
  expect(new Map(train).get('boar') ?? 'イノシシ').toBe('イノシシ');
});
