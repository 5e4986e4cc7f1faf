import { describe, expect, test } from 'vitest';
import { Pace, Rate } from './rate';

describe('Pace', () => {
  test('lets as many steps be due as time went by', () => {
    const pace = new Pace(100);
    pace.begin(1000);
    expect([pace.due(1000), pace.due(1009), pace.due(1010), pace.due(1050)]).toEqual([0, 0, 1, 5]);
    for (let i = 0; i < 5; i++) pace.count();
    expect([pace.due(1050), pace.due(1060)]).toEqual([0, 1]);
  });

  test('does not make up for a long stop', () => {
    const pace = new Pace(100);
    pace.begin(0);
    expect(pace.due(60_000)).toBe(10);
    const slow = new Pace(5);
    slow.begin(0);
    expect(slow.due(60_000)).toBe(1);
  });

  test('has no limit at 0', () => {
    expect(new Pace(0).due(0)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('Rate', () => {
  test('is that of the last second', () => {
    const rate = new Rate();
    expect(rate.perSecond()).toBeUndefined();
    for (let i = 0; i <= 30; i++) rate.mark(i * 100, i < 20 ? i : 20 + (i - 20) * 50);
    expect(rate.perSecond()).toBe(500);
    rate.clear();
    expect(rate.perSecond()).toBeUndefined();
  });
});
