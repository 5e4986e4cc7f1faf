import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { missingResult } from './result';
import { number, resultTable } from './table';

test('a table shows both figures, the ratio, the bar and whether it is reached', () => {
  const result = {
    ...missingResult({ id: 'core/x', row: 'a row', unit: 'ms' }),
    ours: 0.5,
    peer: 1104,
    peerName: 'peer 1.2',
    ratio: 2208,
    spread: 0.04,
  };
  const text = stripVTControlCharacters(
    resultTable([
      { result, bar: 15 },
      { result: { ...result, ratio: 2 }, bar: 15 },
      { result: { ...result, peer: null, ratio: null }, bar: 15 },
    ]),
  );
  const lines = text.split('\n').filter((line) => line.includes('core/x'));
  expect(lines[0]).toMatch(/│\s+0\.5 │\s+1,104 │ 2,208 × │\s+15 × │\s+4% │ ✓/);
  expect(lines[1]).toContain('✗');
  expect(lines[2]).not.toMatch(/[✓✗]/);
});

test('numbers have three digits', () => {
  expect([0.01234, 1.2345, 12.345, 123.45, 12345.6].map(number)).toEqual([
    '0.0123',
    '1.23',
    '12.3',
    '123',
    '12,346',
  ]);
  expect(number(null)).toBe('–');
});
