import { random } from '@dl/core';
import { expect, test } from 'vitest';
import { ADDING_BASELINE, addingProblem } from './adding-problem';

test('addingProblem marks one step of each half, and sums what stands there', async () => {
  const [batch, time] = [97, 11];
  const { xs, sums } = addingProblem(batch, time, { rng: random(3) });
  expect([xs.shape, sums.shape]).toEqual([
    [batch, time, 2],
    [batch, 1],
  ]);
  const values = await xs.data();
  const wanted = await sums.data();
  for (let row = 0; row < batch; row++) {
    const at = (step: number, feature: number) =>
      values[2 * (row * time + step) + feature] as number;
    const marked = Array.from({ length: time }, (_, step) => step).filter((t) => at(t, 1) === 1);
    expect(marked.length).toBe(2);
    expect(marked[0]).toBeLessThan(5);
    expect(marked[1]).toBeGreaterThanOrEqual(5);
    const sum = marked.reduce((total, step) => total + at(step, 0), 0);
    expect(wanted[row]).toBeCloseTo(sum, 5);
  }
  xs.dispose();
  sums.dispose();
});

test('ADDING_BASELINE is the error of saying 1', async () => {
  const { xs, sums } = addingProblem(20_000, 2, { rng: random(4) });
  const values = [...(await sums.data())];
  const error = values.reduce((sum, value) => sum + (value - 1) ** 2, 0) / values.length;
  expect(Math.abs(error - ADDING_BASELINE)).toBeLessThan(0.005);
  xs.dispose();
  sums.dispose();
});

test('addingProblem refuses less than two steps', () => {
  expect(() => addingProblem(1, 1, { rng: random(1) })).toThrow(
    'addingProblem: time: expected at least 2, got 1',
  );
});
