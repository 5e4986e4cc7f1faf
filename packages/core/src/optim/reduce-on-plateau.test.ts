import { describe, expect, test } from 'vitest';
import { reduceOnPlateau } from './reduce-on-plateau';

/** The rate after each value. */
function rates(values: number[], options = {}) {
  const plateau = reduceOnPlateau(1, options);
  return values.map((value) => {
    plateau.report(value);
    return plateau(0);
  });
}

describe('reduceOnPlateau', () => {
  test('is as ReduceLROnPlateau of PyTorch 2 with threshold_mode abs', () => {
    const values = [5, 4, 4, 4, 4, 3.95, 3.8, 3.9, 4, 4, 4, 4];
    const options = { factor: 0.5, patience: 2, minDelta: 0.1 };
    expect(rates(values, options)).toEqual([1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25]);
  });

  test('waits for more, where more is better, and stops at the least', () => {
    const options = { mode: 'max', patience: 0, factor: 0.1, least: 0.05 };
    expect(rates([1, 2, 2, 1, 1, 3], options)).toEqual([1, 1, 0.1, 0.05, 0.05, 0.05]);
    expect(rates([Number.NaN], { patience: 0 })).toEqual([0.1]);
  });

  test('refuses what does not fit', () => {
    expect(() => reduceOnPlateau(0)).toThrow('reduceOnPlateau: rate: expected');
    expect(() => reduceOnPlateau(1, { factor: 1 })).toThrow(
      'factor: expected a number in [0, 1), got 1',
    );
    expect(() => reduceOnPlateau(1, { patience: -1 })).toThrow('patience: expected');
    expect(() => reduceOnPlateau(1).report('3' as never)).toThrow(
      'value: expected a number, got "3"',
    );
  });
});
