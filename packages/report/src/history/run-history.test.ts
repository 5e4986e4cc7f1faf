import { describe, expect, test } from 'vitest';
import { RunHistory } from './run-history';

describe('RunHistory', () => {
  test('holds each figure while there are few', () => {
    const history = new RunHistory(4);
    for (const step of [1, 2, 3]) history.add(step, { loss: step / 10 });
    const { steps, values } = history.arrays();
    expect([steps, values]).toEqual([
      Float64Array.of(1, 2, 3),
      { loss: Float64Array.of(0.1, 0.2, 0.3) },
    ]);
  });

  test('holds means of equal numbers of steps when there are many', () => {
    const history = new RunHistory(8);
    for (let step = 1; step <= 1000; step++) history.add(step, { loss: step });
    const { steps, values } = history.arrays();
    expect(steps.length).toBeLessThanOrEqual(8);
    const stride = steps[0] as number;
    expect(Math.log2(stride) % 1).toBe(0);
    steps.forEach((step, i) => {
      const from = i === 0 ? 0 : (steps[i - 1] as number);
      expect(values.loss?.[i]).toBe((from + 1 + step) / 2);
      if (i < steps.length - 1) expect(step).toBe(stride * (i + 1));
    });
    expect(steps.at(-1)).toBe(1000);
  });

  test('gives new arrays each time: they may be transferred', () => {
    const history = new RunHistory();
    history.add(1, { loss: 2 });
    expect(history.arrays().steps).not.toBe(history.arrays().steps);
  });

  test('has all figures at the same steps, NaN where one was missing, also after steps were merged', () => {
    const history = new RunHistory(100);
    for (let step = 1; step <= 1001; step++) {
      history.add(step, { gated: 1 / step, plain: step > 512 ? Number.NaN : 1 / step });
      if (step % 500 === 0) history.add(step, { validation: step });
    }
    const { steps, values } = history.arrays();
    expect(steps[0]).toBe(16); // steps have been merged
    expect([...(values.plain ?? [])]).toEqual(
      [...(values.gated ?? [])].map((loss, i) => ((steps[i] ?? 0) > 512 ? Number.NaN : loss)),
    );
    const judged = [...(values.validation ?? [])].flatMap((value, i) =>
      Number.isNaN(value) ? [] : [[steps[i], value]],
    );
    expect(judged).toEqual([
      [512, 500],
      [1001, 1000],
    ]);
  });

  test('refuses what does not fit', () => {
    expect(() => new RunHistory(3)).toThrow(
      'RunHistory: capacity: expected an even number of at least 2, got 3',
    );
    const history = new RunHistory();
    history.add(5, { loss: 1 });
    expect(() => history.add(4, { loss: 1 })).toThrow(
      'RunHistory.add: step: expected a number of at least 5, the last one, got 4',
    );
    expect(() => history.add(Number.NaN, {})).toThrow('got NaN');
    expect(() => history.add(6, { loss: '1' as never })).toThrow(
      'RunHistory.add: figures: loss: expected a number, got "1"',
    );
    expect(() => history.add(6, 3 as never)).toThrow('expected numbers by name, got 3');
  });
});
