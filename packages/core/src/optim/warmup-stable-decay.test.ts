import { expectRefusal } from '@dl/testing';
import { describe, expect, test } from 'vitest';
import { cosineDecay, linearDecay, piecewise, warmup } from './schedule';
import { warmupStableDecay } from './warmup-stable-decay';

const rates = (schedule: (step: number) => number, count = 16) =>
  Array.from({ length: count }, (_, step) => schedule(step));

describe('warmupStableDecay', () => {
  test('rises, stays and falls as its formula says', () => {
    const made = rates(warmupStableDecay(0.8, { steps: 10, warmup: 4, decay: 4 }), 12);
    const wanted = [
      0.2,
      0.4,
      0.6,
      0.8,
      0.8,
      0.8,
      0.8,
      0.4,
      0.8 * (1 - Math.SQRT1_2),
      0.8 * (1 - Math.sqrt(0.75)),
      0,
      0,
    ];
    for (const [i, rate] of wanted.entries()) expect(made[i]).toBeCloseTo(rate, 12);
  });

  test.each([
    ['linear', linearDecay],
    ['cosine', cosineDecay],
  ] as const)('%s: is warmup and piecewise put together', (shape, decay) => {
    const own = rates(
      warmupStableDecay(0.8, { steps: 13, warmup: 3, decay: 5, final: 0.1, shape }),
    );
    const parts = piecewise([
      { from: 0, rate: 0.8 },
      { from: 5, rate: decay(0.8, { steps: 5, final: 0.1 }) },
    ]);
    for (const [i, rate] of rates(warmup(parts, 3)).entries()) expect(own[i]).toBeCloseTo(rate, 12);
  });

  test('without more it falls in the last fifth, to 0 exactly', () => {
    const made = rates(warmupStableDecay(1, { steps: 10 }));
    expect(made.slice(0, 9)).toEqual(Array(9).fill(1));
    expect(made[9]).toBeCloseTo(1 - Math.SQRT1_2, 12);
    expect(made.slice(10)).toEqual(Array(6).fill(0));
    expect(rates(warmupStableDecay(1, { steps: 2, warmup: 2 }), 3)).toEqual([0.5, 1, 0]);
    expect(rates(warmupStableDecay(1, { steps: 2, decay: 0 }), 3)).toEqual([1, 1, 0]);
  });

  test('refuses what does not fit', async () => {
    const refused = (options: object, message: RegExp) =>
      expectRefusal(() => warmupStableDecay(1, options as never), message);
    await refused(
      { steps: 10, warmup: 8, decay: 3 },
      /^warmupStableDecay: decay: expected at most 2, .*got 3$/,
    );
    await refused({ steps: 0 }, /^warmupStableDecay: steps: expected/);
    await refused({ steps: 10, warmup: 11 }, /^warmupStableDecay: warmup: expected/);
    await refused({ steps: 10, decay: 1.5 }, /^warmupStableDecay: decay: expected/);
    await refused({ steps: 10, shape: 'flat' }, /^warmupStableDecay: shape: expected/);
  });
});
