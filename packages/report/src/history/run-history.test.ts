import { describe, expect, test } from 'vitest';
import { LossHistories, LossHistory } from './loss-history';

describe('LossHistory', () => {
  test('holds each loss while there are few', () => {
    const history = new LossHistory(4);
    for (const step of [1, 2, 3]) history.add(step, step / 10);
    const { steps, losses } = history.arrays();
    expect([[...steps], [...losses]]).toEqual([
      [1, 2, 3],
      [0.1, 0.2, 0.3],
    ]);
  });

  test('holds means of equal numbers of steps when there are many', () => {
    const history = new LossHistory(8);
    for (let step = 1; step <= 1000; step++) history.add(step, step);
    const { steps, losses } = history.arrays();
    expect(steps.length).toBeLessThanOrEqual(9);
    const stride = steps[0] as number;
    expect(Math.log2(stride) % 1).toBe(0);
    steps.forEach((step, i) => {
      const from = i === 0 ? 0 : (steps[i - 1] as number);
      expect(losses[i]).toBe((from + 1 + step) / 2);
      if (i < steps.length - 1) expect(step).toBe(stride * (i + 1));
    });
    expect(steps.at(-1)).toBe(1000);
  });

  test('gives new arrays each time: they are moved to the page', () => {
    const history = new LossHistory();
    history.add(1, 2);
    expect(history.arrays().steps).not.toBe(history.arrays().steps);
  });
});

describe('LossHistories', () => {
  test('have the same steps, also where one has diverged and steps have been merged', () => {
    const both = new LossHistories();
    for (let step = 1; step <= 1001; step++) {
      both.add(step, 1 / step, { gated: 1 / step, plain: step > 600 ? Number.NaN : 1 / step });
    }
    const { steps, losses, each } = both.arrays();
    expect(steps[0]).toBe(2); // steps have been merged
    expect([...(each.gated ?? [])]).toEqual([...losses]);
    expect([...(each.plain ?? [])]).toEqual(
      [...losses].map((loss, i) => ((steps[i] ?? 0) > 600 ? Number.NaN : loss)),
    );
  });
});
