import { describe, expect, test } from 'vitest';
import type { StepReport } from '../../kit/worker/experiment';
import { SideBySide } from './side-by-side';

async function* counting(breaks = 0, message = ''): AsyncGenerator<StepReport, void, void> {
  for (let step = 1; ; step++) {
    if (step === breaks) throw new Error(message);
    yield { step, loss: async () => 1 / step };
  }
}

async function take(both: SideBySide, steps: number): Promise<number[]> {
  const run = both.steps();
  const losses: number[] = [];
  for (let i = 0; i < steps; i++) {
    const { value } = await run.next();
    losses.push((await value?.loss()) as number);
  }
  await run.return();
  return losses;
}

describe('SideBySide', () => {
  test('steps are of both, losses those of the first', async () => {
    const both = new SideBySide(counting(), counting());
    expect(await take(both, 2)).toEqual([1, 1 / 2]);
    expect([...both.losses().plain]).toEqual([1, 1 / 2]);
    expect(both.diverged).toBe(false);
  });

  test('goes on alone when the second diverges', async () => {
    const both = new SideBySide(counting(), counting(3, 'train: step 3: expected a finite number'));
    expect(await take(both, 4)).toHaveLength(4);
    expect(both.diverged).toBe(true);
    const { gated, plain } = both.losses();
    expect([...gated]).toEqual([1, 1 / 2, 1 / 3, 1 / 4]);
    expect([...plain]).toEqual([1, 1 / 2, NaN, NaN]);
  });

  test('both have the same steps, however many there are', async () => {
    const both = new SideBySide(
      counting(),
      counting(601, 'train: step 601: expected a finite number'),
    );
    await take(both, 1001);
    const { steps, gated, plain } = both.losses();
    expect(steps[0]).toBe(2); // steps have been merged
    expect([gated.length, plain.length]).toEqual([steps.length, steps.length]);
    // Both have the same loss at a step.
    expect([...plain]).toEqual([...gated].map((loss, i) => ((steps[i] ?? 0) > 600 ? NaN : loss)));
  });

  test('any other error is one', async () => {
    const both = new SideBySide(counting(), counting(2, 'no'));
    await expect(take(both, 2)).rejects.toThrow('no');
  });
});
