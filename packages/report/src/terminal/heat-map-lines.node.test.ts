import { expect, test } from 'vitest';
import { heatMapLines } from './heat-map';

test('heatMapLines is darker where a share is larger', () => {
  const rows = ['one', 'b'];
  const columns = ['a', 'bcd', 'c'];
  expect(heatMapLines({ rows, columns, values: [1, 0, 0.6, 0.2, 0.4, 2] })).toEqual([
    '     a bcc',
    'one  ██  ▒▒',
    '  b  ··░░██',
  ]);
});
