import { describe, expect, test } from 'vitest';
import { heatMapLines } from './heat-map-lines';

describe('heatMapLines', () => {
  const rows = ['one', 'b'];
  const columns = ['a', 'bcd', 'c'];
  const values = [1, 0, 0.6, 0.2, 0.4, 2];

  test('is darker where a share is larger', () => {
    expect(heatMapLines({ rows, columns, values })).toEqual([
      '     a bcc',
      'one  ██  ▒▒',
      '  b  ··░░██',
    ]);
  });

  test('gives a cell one character, or several cells one, where it is narrow', () => {
    expect(heatMapLines({ rows, columns, values }, { columns: 9 })).toEqual([
      '     abc',
      'one  █ ▒',
      '  b  ·░█',
    ]);
    const many = { rows: ['x'], columns: Array(100).fill('y'), values: Array(100).fill(1) };
    for (const line of heatMapLines(many, { columns: 40 })) expect(line.length).toBeLessThan(41);
    expect(heatMapLines(many, { columns: 40 })[1]).toMatch(/^x {2}█{34}$/);
  });

  test('gives Japanese the columns that it takes', () => {
    const japanese = { rows: ['私は', 'b'], columns: ['日本', 'x'], values: [1, 0, 0, 1] };
    expect(heatMapLines(japanese)).toEqual(['      日x', '私は  ██', '   b    ██']);
    const narrow = heatMapLines({ ...japanese, rows: ['私は学生', 'b'] }, { columns: 9 });
    expect(narrow).toEqual(['     日x', ' 私  ██', '  b    ██']);
  });

  test('shows what is no number, and refuses values that are not [rows, columns]', () => {
    expect(heatMapLines({ rows: ['x'], columns: ['y'], values: [Number.NaN] })[1]).toBe('x  ??');
    expect(() => heatMapLines({ rows, columns, values: [1] })).toThrow(
      'heatMapLines: values: expected 6 of 2 rows and 3 columns, got 1',
    );
  });
});
