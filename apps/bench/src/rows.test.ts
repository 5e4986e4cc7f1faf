import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from './paths';
import { choose, findRow, ROWS, topicsOf } from './rows';

describe('the rows', () => {
  test('have one id each, of a topic and a name', () => {
    const ids = ROWS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z0-9-]+\/[a-z0-9-]+$/);
  });

  test('have a peer that is a module or a script that is there', () => {
    for (const row of ROWS) {
      if (row.ours === undefined) continue;
      const { node, python } = row.peer;
      expect(Number(node !== undefined) + Number(python !== undefined), row.id).toBe(1);
      if (python) expect(existsSync(path.join(ROOT, python.script)), python.script).toBe(true);
    }
  });
});

describe('choose', () => {
  const all = { topics: [], only: [] };

  test('takes all rows unless told otherwise', () => {
    expect(choose(ROWS, all)).toEqual(ROWS);
  });

  test('takes the rows of topics, and of those the ids', () => {
    const core = choose(ROWS, { ...all, topics: ['core'] });
    expect(topicsOf(core)).toEqual(['core']);
    const one = choose(ROWS, { topics: ['core'], only: ['core/dense-page'] });
    expect(one.map(({ id }) => id)).toEqual(['core/dense-page']);
  });

  test('names what it does not know', () => {
    expect(() => choose(ROWS, { ...all, topics: ['none'] })).toThrow(
      `bench: topic: expected one of ${topicsOf(ROWS).join(', ')}, got none`,
    );
    expect(() => findRow('core/none')).toThrow(/^bench: --only: expected one of core\/product,/);
  });
});
