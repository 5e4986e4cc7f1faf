import { describe, expect, test } from 'vitest';
import { Row, renderProblems, renderTable } from './cells.mjs';

async function rows() {
  const a = new Row('@dl/a 0.1.0');
  await a.fill('installs', () => {});
  await a.fill('size', () => '3.1 of 4');
  const b = new Row('@dl/bb 0.1.0');
  await b.fill('installs', () => {
    throw new Error('got ENOENT');
  });
  await b.fill('size', (add) => {
    add('expected at most 4 kB');
    add('expected at most 2 kB');
    return '5.0 of 4';
  });
  return [a, b];
}

describe('Row', () => {
  test('says whether a cell is ✓', async () => {
    const row = new Row('a');
    expect(await row.fill('x', () => 'text')).toBe(true);
    expect(await row.fill('y', (add) => add('bad'))).toBe(false);
    expect(await row.fill('z', () => Promise.reject(new Error('bad')))).toBe(false);
    expect(Object.fromEntries(row.cells)).toEqual({ x: 'text ✓', y: '✗', z: '✗' });
  });
});

test('the table has a mark in each cell, and – where nothing ran', async () => {
  expect(renderTable('package', ['installs', 'runs', 'size'], await rows())).toBe(
    [
      'package       installs  runs  size',
      '────────────  ────────  ────  ──────────',
      '@dl/a 0.1.0   ✓         –     3.1 of 4 ✓',
      '@dl/bb 0.1.0  ✗         –     5.0 of 4 ✗',
    ].join('\n'),
  );
});

test('every ✗ has its reasons', async () => {
  expect(renderProblems(await rows())).toEqual([
    '✗ @dl/bb 0.1.0, installs: got ENOENT',
    '✗ @dl/bb 0.1.0, size: expected at most 4 kB',
    '✗ @dl/bb 0.1.0, size: expected at most 2 kB',
  ]);
});
