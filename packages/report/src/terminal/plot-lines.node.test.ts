import { describe, expect, test } from 'vitest';
import { plotLines, ticks } from './plot-lines';

const curve = Array.from({ length: 100 }, (_, i) => [i, 1 / (1 + i)] as const);
const longest = (lines: readonly string[]) => Math.max(...lines.map(({ length }) => length));

describe('plotLines', () => {
  test('draws nothing of less than two points', () => {
    expect(plotLines([[1, 1]])).toEqual([]);
    expect(
      plotLines([
        [1, 1],
        [2, Number.NaN],
      ]),
    ).toEqual([]);
  });

  test('draws a curve with its axes', () => {
    const line = Array.from({ length: 20 }, (_, i) => [i, 19 - i] as const);
    expect(plotLines(line, { columns: 40, height: 5 })).toEqual([
      '  ▲',
      '  │━━━━┓',
      '15┤    ┗━━━━━━┓',
      '10┤           ┗━━━━━┓',
      ' 5┤                 ┗━━━━━━━┓',
      ' 0┤                         ┗━━━━',
      '  └┬──────────────┬──────────────▶',
      '   0             10',
    ]);
  });

  test('has room for the labels of its ticks', () => {
    const flat = Array.from({ length: 9 }, (_, i) => [i, i === 0 ? 1 : 0] as const);
    expect(plotLines(flat, { columns: 40 }).join('\n')).toMatch(/^0\.5┤/m);
  });

  test.each([80, 60, 40, 20])('fits into %i columns', (columns) => {
    expect(longest(plotLines(curve, { columns }))).toBeLessThanOrEqual(columns);
    const large = curve.map(([x, y]) => [1e6 * x, 1e-7 * y] as const);
    expect(longest(plotLines(large, { columns }))).toBeLessThanOrEqual(columns);
  });

  test('draws means of many points, and leaves out what is not finite', () => {
    const many = Array.from({ length: 200_000 }, (_, i) => [i, i % 2] as const);
    expect(plotLines(many)[0]).not.toContain('1 ');
    const lines = plotLines([...curve, [100, Number.POSITIVE_INFINITY], [101, Number.NaN]]);
    expect(lines.join()).not.toMatch(/NaN|Infinity/);
  });

  test('refuses a width that is none', () => {
    expect(() => plotLines(curve, { columns: 0 })).toThrow('plotLines: columns: expected');
    expect(() => plotLines(curve, { height: 1e9 })).toThrow(
      'expected at most 1000, got 1000000000',
    );
    expect(() => plotLines([3] as never)).toThrow(
      'plotLines: points.0: expected [x, y], two numbers, got 3',
    );
  });

  test('puts ticks at round numbers', () => {
    expect(ticks(0, 9876, 5)).toEqual([0, 2000, 4000, 6000, 8000]);
    expect(ticks(0, 0.3, 4)).toEqual([0, 0.1, 0.2, 0.3]);
    expect(ticks(3, 3, 4)).toEqual([3]);
  });
});
