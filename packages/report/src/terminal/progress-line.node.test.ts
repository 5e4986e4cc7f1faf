import { describe, expect, test } from 'vitest';
import { type ProgressParts, progressLine } from './progress-line';

const PARTS: ProgressParts = {
  step: 1234,
  total: 2000,
  details: ['loss 0.123', 'epoch 7/12', 'validation loss 0.145', 'accuracy 0.912'],
  pace: '9,120 steps/s, 1.2 s left',
  shortPace: '9,120/s, 1.2 s',
};
const few = { ...PARTS, details: ['loss 0.123'] };

describe('progressLine', () => {
  test.each([
    [79, few, '━━━━━━━━━━━━━━━········· 61 %  1234/2000  loss 0.123  9,120 steps/s, 1.2 s left'],
    [79, PARTS, '━━━━━━━···· 61 %  loss 0.123  epoch 7/12  validation loss 0.145  9,120/s, 1.2 s'],
    [39, PARTS, '━━━━·· 61 %  loss 0.123  9,120/s, 1.2 s'],
    [39, { ...few, total: undefined }, 'step 1234  loss 0.123  9,120/s, 1.2 s'],
    [30, PARTS, '━━━━━━··· 61 %  9,120/s, 1.2 s'],
    [10, PARTS, '61 %'],
  ] as const)('fits into %i columns', (columns, parts, line) => {
    expect(progressLine(parts, columns)).toBe(line);
    expect(line.length).toBeLessThanOrEqual(columns);
  });

  test('is full at the end, and of no steps', () => {
    expect(progressLine({ ...few, step: 2000 }, 79)).toMatch(/^━+ 100 %/);
    expect(progressLine({ ...few, step: 0, total: 0 }, 79)).toMatch(/^━+ 100 %/);
    expect(progressLine({ ...few, step: 0 }, 79)).toMatch(/^·+ 0 %/);
  });
});
