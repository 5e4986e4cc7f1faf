import { describe, expect, test } from 'vitest';
import {
  constant,
  cosineDecay,
  exponentialDecay,
  linearDecay,
  piecewise,
  type Schedule,
  stepDecay,
  warmup,
} from './schedule';

const expectRates = (schedule: Schedule, rates: number[]) => {
  rates.forEach((rate, step) => {
    expect(schedule(step)).toBeCloseTo(rate, 11);
  });
};

// PyTorch 1.13, o = SGD([w], lr=0.8), then o.param_groups[0]['lr'] before each o.step(); s.step():
describe('the rates of PyTorch', () => {
  test('stepDecay: StepLR(o, 3, 0.5)', () => {
    const schedule = stepDecay(0.8, { every: 3, factor: 0.5 });
    expectRates(schedule, [0.8, 0.8, 0.8, 0.4, 0.4, 0.4, 0.2, 0.2]);
  });

  test('exponentialDecay: ExponentialLR(o, 0.9)', () => {
    const schedule = exponentialDecay(0.8, { factor: 0.9 });
    expectRates(schedule, [0.8, 0.72, 0.648, 0.5832, 0.52488]);
  });

  test('linearDecay: LinearLR(o, 1.0, 0.25, 4)', () => {
    const schedule = linearDecay(0.8, { steps: 4, final: 0.2 });
    expectRates(schedule, [0.8, 0.65, 0.5, 0.35, 0.2, 0.2, 0.2]);
  });

  test('cosineDecay: CosineAnnealingLR(o, 5, 0.1), up to its end', () => {
    const rates = [0.8, 0.733155948031, 0.558155948031, 0.341844051969, 0.166844051969, 0.1];
    expectRates(cosineDecay(0.8, { steps: 5, final: 0.1 }), rates);
  });

  test('warmup: SequentialLR(o, [LinearLR(o, 1/4, 1.0, 3), CosineAnnealingLR(o, 5)], [4])', () => {
    const schedule = warmup(cosineDecay(0.8, { steps: 5 }), 4);
    const rates = [0.2, 0.4, 0.6, 0.8, 0.8, 0.72360679775, 0.52360679775, 0.27639320225];
    expectRates(schedule, [...rates, 0.07639320225]);
  });

  test('piecewise: MultiStepLR(o, [2, 5], 0.1)', () => {
    const schedule = piecewise([
      { from: 0, rate: 0.8 },
      { from: 2, rate: 0.08 },
      { from: 5, rate: 0.008 },
    ]);
    expectRates(schedule, [0.8, 0.8, 0.08, 0.08, 0.08, 0.008, 0.008, 0.008]);
  });
});

describe('schedules', () => {
  test('constant never changes', () => {
    expect([0, 1, 1e6].map(constant(0.3))).toEqual([0.3, 0.3, 0.3]);
  });

  test('decays stay at their end exactly', () => {
    for (const decay of [linearDecay, cosineDecay]) {
      const schedule = decay(0.7, { steps: 3, final: 0.1 });
      expect([3, 4, 1e9].map(schedule)).toEqual([0.1, 0.1, 0.1]);
      expect(decay(0.7, { steps: 3 })(3)).toBe(0);
    }
  });

  test('exponentialDecay reaches its factor after its steps', () => {
    const schedule = exponentialDecay(2, { factor: 0.5, steps: 10 });
    expect(schedule(10)).toBe(1);
    expect(schedule(5)).toBeCloseTo(Math.SQRT2, 12);
  });

  test('warmup takes a number', () => {
    expect([0, 1, 2, 9].map(warmup(0.5, 2))).toEqual([0.25, 0.5, 0.5, 0.5]);
  });

  test('the parts of piecewise count from their own start', () => {
    const schedule = piecewise([
      { from: 0, rate: 1 },
      { from: 3, rate: linearDecay(1, { steps: 2 }) },
    ]);
    expect([0, 2, 3, 4, 5, 9].map(schedule)).toEqual([1, 1, 1, 0.5, 0, 0]);
  });

  test.each([
    [() => constant(-1), 'constant: rate: expected a number of at least 0, got -1'],
    [() => stepDecay(Number.NaN, { every: 2 }), 'stepDecay: rate: expected a number of at least 0'],
    [() => stepDecay(1, { every: 0 }), 'stepDecay: every: expected a positive integer, got 0'],
    [() => stepDecay(1, { every: 1, factor: 0 }), 'stepDecay: factor: expected a number over 0'],
    [
      () => exponentialDecay(1, { factor: -1 }),
      'exponentialDecay: factor: expected a number over 0',
    ],
    [() => exponentialDecay(1, { factor: 1, steps: 0.5 }), 'steps: expected a positive integer'],
    [() => linearDecay(1, { steps: 0 }), 'linearDecay: steps: expected a positive integer, got 0'],
    [() => cosineDecay(1, { steps: 1, final: -1 }), 'cosineDecay: final: expected a number of at'],
    [() => warmup(1, 0), 'warmup: steps: expected a positive integer, got 0'],
    [() => warmup('1' as never, 3), 'warmup: schedule: expected a number of at least 0, got "1"'],
    [() => piecewise([]), 'piecewise: parts: expected at least one, got []'],
    [() => piecewise([{ from: 1, rate: 1 }]), 'piecewise: parts[0].from: expected 0, got 1'],
    [
      () => piecewise([0, 5, 5].map((from) => ({ from, rate: 1 }))),
      'piecewise: parts[2].from: expected a step after 5, got 5',
    ],
    [
      () => piecewise([{ from: 0, rate: -1 }]),
      'piecewise: parts[0].rate: expected a number of at least 0, got -1',
    ],
  ])('check their options %#', (make, message) => {
    expect(make).toThrow(new RegExp(message.replace(/[[\].]/g, '\\$&')));
    expect(make).toThrow(RangeError);
  });

  test('piecewise keeps the steps that it has checked of a part that changes', () => {
    const reads = [0];
    const changing = {
      rate: 0.1,
      get from() {
        return reads.shift() ?? (Symbol('later') as never);
      },
    };
    expect(piecewise([changing, { from: 10, rate: 0.01 }])(9)).toBe(0.1);
  });
});
