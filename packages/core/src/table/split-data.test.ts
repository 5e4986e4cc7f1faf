import { describe, expect, test } from 'vitest';
import { random } from '../random/random';
import { splitData } from './split-data';

const rows = Array.from({ length: 200 }, (_, id) => ({
  id,
  person: id % 23,
  kind: id % 10 === 0 ? 'rare' : 'common',
}));
const ids = (part: readonly { id: number }[]) => part.map(({ id }) => id);

describe('splitData', () => {
  test('parts are apart, whole together, of their shares, in order', () => {
    const { train, validation, test } = splitData(rows, {
      rng: random(1),
      validation: 0.15,
      test: 0.25,
    });
    expect([train.length, validation.length, test.length]).toEqual([120, 30, 50]);
    expect(ids([...train, ...validation, ...test]).sort((a, b) => a - b)).toEqual(ids(rows));
    expect(ids(train)).toEqual(ids(train).sort((a, b) => a - b));
  });

  test('the seed says which', () => {
    const of = (seed: number) => ids(splitData(rows, { rng: random(seed), test: 0.5 }).test);
    expect(of(1)).toEqual(of(1));
    expect(of(1)).not.toEqual(of(2));
  });

  test('a group stays together', () => {
    const { train, test } = splitData(rows, {
      rng: random(1),
      test: 0.3,
      group: (row) => row.person,
    });
    const people = new Set(train.map(({ person }) => person));
    expect(test.filter(({ person }) => people.has(person))).toEqual([]);
    expect(new Set(test.map(({ person }) => person)).size).toBe(7);
  });

  test('each part has its share of each class', () => {
    const { train, test } = splitData(rows, {
      rng: random(1),
      test: 0.5,
      stratify: (row) => row.kind,
    });
    for (const part of [train, test])
      expect(part.filter(({ kind }) => kind === 'rare').length).toBe(10);
  });

  test('a class of one example is left to train on', () => {
    const few = [...rows.slice(0, 20), { id: 999, person: 0, kind: 'unique' }];
    for (const seed of [1, 2, 3]) {
      const { train } = splitData(few, {
        rng: random(seed),
        test: 0.5,
        stratify: (row) => row.kind,
      });
      expect(ids(train)).toContain(999);
    }
  });

  test('nothing is held out unless it is asked for', () => {
    expect(splitData(rows, { rng: random(1) })).toEqual({ train: rows, validation: [], test: [] });
  });

  test.each([
    [[1], { test: 0.2 }, 'splitData: test: expected at least one example, got none of 1 examples'],
    [[], { test: 0.2 }, 'splitData: train: expected at least one example, got none of 0'],
    [
      [1, 2],
      { test: 0.5, validation: 0.5 },
      'splitData: validation + test: expected less than 1, got 1',
    ],
    [[1, 2], { test: 1 }, 'splitData: test: expected a number in [0, 1), got 1'],
    [[1, 2], { group: String, stratify: String }, 'splitData: stratify: expected none with group'],
    ['text', { test: 0.5 }, 'splitData: examples: expected an array, got "text"'],
  ])('%j by %j is refused', (examples, options, message) => {
    expect(() => splitData(examples as number[], { rng: random(1), ...options })).toThrow(message);
  });

  test('a generator is needed', () => {
    expect(() => splitData([1, 2], {} as never)).toThrow('splitData: rng');
  });
});
