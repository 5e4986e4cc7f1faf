import { describe, expect, test } from 'vitest';
import { cyclicalKlWeight, linearKlWeight } from './kl-schedules';

describe('linearKlWeight', () => {
  test('rises on a straight line, and stays', () => {
    const weight = linearKlWeight({ steps: 100 });
    expect([0, 25, 100, 1000].map(weight)).toEqual([0, 0.25, 1, 1]);
    const own = linearKlWeight({ steps: 10, from: 0.5, to: 4 });
    expect([0, 5, 10].map(own)).toEqual([0.5, 2.25, 4]);
  });

  test('refuses what does not fit', () => {
    expect(() => linearKlWeight({ steps: 0 })).toThrow(
      'linearKlWeight: steps: expected a positive integer, got 0',
    );
    expect(() => linearKlWeight({} as never)).toThrow('steps: expected a positive integer');
  });
});

describe('cyclicalKlWeight', () => {
  test('rises, stays, and starts anew; after its steps it is β', () => {
    const weight = cyclicalKlWeight({ steps: 400, to: 2 });
    expect([0, 25, 50, 99, 100, 125, 150, 399, 400, 999].map(weight)).toEqual([
      0, 1, 2, 2, 0, 1, 2, 2, 2, 2,
    ]);
    const slow = cyclicalKlWeight({ steps: 10, cycles: 1, rising: 1 });
    expect([0, 5, 10].map(slow)).toEqual([0, 0.5, 1]);
  });

  test('refuses what does not fit', () => {
    expect(() => cyclicalKlWeight({ steps: 10, rising: 0 })).toThrow(
      'cyclicalKlWeight: rising: expected a number in (0, 1], got 0',
    );
  });
});
