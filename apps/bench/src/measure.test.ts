import { describe, expect, test } from 'vitest';
import { measure, type Runner } from './measure';

interface Fake extends Runner {
  calls: { variant: string; times: number }[];
}

/** Takes `ms` a run, and notes who was called in `log`. */
function fake(
  name: string,
  ms: number,
  {
    log = [],
    variants = [''],
    checksum,
  }: { log?: string[]; variants?: string[]; checksum?: number } = {},
): Fake {
  const calls: Fake['calls'] = [];
  return {
    name,
    variants,
    checksum,
    calls,
    run(variant, times) {
      calls.push({ variant, times });
      log.push(name);
      return Promise.resolve(ms * times);
    },
  };
}

const QUICK = { warmUpMs: 10, sampleMs: 6, repeats: 5, budgetMs: 1e9 };

describe('measure', () => {
  test('runs ours and the peer in turn', async () => {
    const log: string[] = [];
    await measure(fake('a', 2, { log }), fake('b', 3, { log }), QUICK);
    expect(log.slice(-10).join('')).toBe('ababababab');
  });

  test('gives the milliseconds of one run', async () => {
    const samples = await measure(fake('a', 2), fake('b', 3), QUICK);
    expect(samples).toEqual([{ variant: '', ours: [2, 2, 2, 2, 2], peer: [3, 3, 3, 3, 3] }]);
  });

  test('fills a sample with as many runs as its time takes', async () => {
    const short = fake('a', 0.01);
    await measure(short, undefined, QUICK);
    expect(short.calls.at(-1)?.times).toBe(600);
    const long = fake('a', 100);
    await measure(long, undefined, QUICK);
    expect(long.calls.at(-1)?.times).toBe(1);
  });

  test('a plan may fix how much work is one sample', async () => {
    const runner = fake('a', 0.01);
    await measure(runner, undefined, { ...QUICK, times: 7 });
    expect(runner.calls.slice(-5).map(({ times }) => times)).toEqual([7, 7, 7, 7, 7]);
  });

  test('warms up twice at least, and for its time', async () => {
    const slow = fake('a', 1000);
    await measure(slow, undefined, QUICK);
    expect(slow.calls).toHaveLength(2 + 5);
  });

  test('without a peer there are no samples of it', async () => {
    expect((await measure(fake('a', 2), undefined, QUICK))[0]?.peer).toEqual([]);
  });

  test('each form meets the same form of the peer, or its only one', async () => {
    const ours = fake('a', 2, { variants: ['x', 'y'] });
    const same = fake('b', 2, { variants: ['x', 'y'] });
    const samples = await measure(ours, same, QUICK);
    expect(samples.map(({ variant }) => variant)).toEqual(['x', 'y']);
    expect(same.calls.slice(-2).map(({ variant }) => variant)).toEqual(['x', 'y']);
    const plain = fake('b', 2, { variants: ['plain'] });
    await measure(ours, plain, QUICK);
    expect(new Set(plain.calls.map(({ variant }) => variant))).toEqual(new Set(['plain']));
  });

  test('past its budget it stops, with five samples at least', async () => {
    const samples = await measure(fake('a', 2), undefined, { ...QUICK, repeats: 50, budgetMs: 0 });
    expect(samples[0]?.ours).toHaveLength(5);
  });

  test('refuses to compare two that compute different things', async () => {
    const ours = fake('ours', 1, { checksum: 100 });
    await expect(measure(ours, fake('peer', 1, { checksum: 101 }), QUICK)).rejects.toThrow(
      'measure: expected the checksum 101 of peer, got 100 of ours',
    );
    const near = fake('peer', 1, { checksum: 100.01 });
    await measure(ours, near, QUICK);
    await expect(measure(ours, near, { ...QUICK, agreement: 1e-5 })).rejects.toThrow(/100\.01/);
  });
});
