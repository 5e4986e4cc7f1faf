import type * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { random } from './random';

const values = (tensor: tf.Tensor) => {
  const array = Array.from(tensor.dataSync());
  tensor.dispose();
  return array;
};

/** The greatest gap between the samples' distribution and `cdf`, times √n: over 1.95 once in 1,000. */
function kolmogorov(samples: ArrayLike<number>, cdf: (x: number) => number): number {
  const sorted = Float64Array.from(samples).sort();
  const n = sorted.length;
  let gap = 0;
  sorted.forEach((x, i) => {
    const p = cdf(x);
    gap = Math.max(gap, p - i / n, (i + 1) / n - p);
  });
  return gap * Math.sqrt(n);
}

/** Σ (seen - expected)² / expected, as a distance from its mean in standard deviations. */
function chiSquare(counts: ArrayLike<number>, shares: (i: number) => number): number {
  const total = Array.from(counts).reduce((sum, count) => sum + count, 0);
  let chi = 0;
  for (let i = 0; i < counts.length; i++) {
    const wanted = total * shares(i);
    chi += ((counts[i] as number) - wanted) ** 2 / wanted;
  }
  return (chi - (counts.length - 1)) / Math.sqrt(2 * (counts.length - 1));
}

/** Φ(x), by the series of erf. */
function normalCdf(x: number): number {
  if (Math.abs(x) > 6) return x > 0 ? 1 : 0;
  let term = x;
  let sum = x;
  for (let k = 1; k < 100; k++) {
    term *= (x * x) / (2 * k + 1);
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}

const count = (draws: ArrayLike<number>, size: number) => {
  const counts = new Int32Array(size);
  for (const draw of Array.from(draws)) counts[draw] = (counts[draw] as number) + 1;
  return counts;
};

describe('distributions', () => {
  test('uniform: Kolmogorov–Smirnov, and inside of its ends', () => {
    const draws = random(11).uniformArray(100_000, -2, 3);
    expect(kolmogorov(draws, (x) => (x + 2) / 5)).toBeLessThan(1.95);
    expect(Math.min(...draws.subarray(0, 50_000))).toBeGreaterThanOrEqual(-2);
    expect(Math.max(...draws.subarray(0, 50_000))).toBeLessThan(3);
    const hosts = Array.from(
      { length: 20_000 },
      (
        (rng) => () =>
          rng.next()
      )(random(12)),
    );
    expect(kolmogorov(hosts, (x) => x)).toBeLessThan(1.95);
  });

  test('uniform never reaches its upper end, where float32 would round to it', () => {
    for (const [low, high] of [
      [1, 2],
      [1e7, 1e7 + 2],
      [-1, 0],
      [-2e7, -2e7 + 2],
    ] as const) {
      const draws = random(13).uniformArray(50_000, low, high);
      expect(draws.every((x) => x >= low && x < high)).toBe(true);
    }
  });

  test('normal: Kolmogorov–Smirnov and four moments', () => {
    const n = 100_000;
    const draws = random(21).normalArray(n);
    expect(kolmogorov(draws, normalCdf)).toBeLessThan(1.95);
    const moment = (k: number) => draws.reduce((sum, x) => sum + x ** k, 0) / n;
    expect(Math.abs(moment(1))).toBeLessThan(4 / Math.sqrt(n));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
    expect(Math.abs(moment(3))).toBeLessThan(4 * Math.sqrt(15 / n));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(4 * Math.sqrt(96 / n));
    const pairs = draws.reduce(
      (sum, x, i) => (i % 2 ? sum + x * (draws[i - 1] as number) : sum),
      0,
    );
    expect(Math.abs(pairs / (n / 2))).toBeLessThan(4 / Math.sqrt(n / 2));
    const hosts = Array.from(
      { length: 20_000 },
      (
        (rng) => () =>
          rng.gaussian(1, 2)
      )(random(22)),
    );
    expect(kolmogorov(hosts, (x) => normalCdf((x - 1) / 2))).toBeLessThan(1.95);
  });

  test('integers: chi-square, also where words must be rejected', () => {
    const small = values(random(31).integers(0, 7, [70_000]));
    expect(Math.abs(chiSquare(count(small, 7), () => 1 / 7))).toBeLessThan(4);
    // Of a range of 3·2^30, a quarter of all words would count twice without rejection.
    const wide = values(random(32).integers(-(2 ** 31), 2 ** 30, [30_000]));
    const thirds = wide.map((x) => Math.floor((x + 2 ** 31) / 2 ** 30));
    expect(Math.abs(chiSquare(count(thirds, 3), () => 1 / 3))).toBeLessThan(4);
    const all = values(random(33).integers(-(2 ** 31), 2 ** 31, [1000]));
    expect(Math.min(...all)).toBeLessThan(-2e9);
    expect(Math.max(...all)).toBeGreaterThan(2e9);
    const rng = random(34);
    const hosts = Array.from({ length: 30_000 }, () => rng.int(5, 8) - 5);
    expect(Math.abs(chiSquare(count(hosts, 3), () => 1 / 3))).toBeLessThan(4);
  });

  test('permutations: each of 24 as often as the others', () => {
    const rng = random(41);
    const seen = new Map<string, number>();
    for (let i = 0; i < 24_000; i++) {
      const order = rng.permutation(4).join('');
      seen.set(order, (seen.get(order) ?? 0) + 1);
    }
    expect(seen.size).toBe(24);
    expect(Math.abs(chiSquare([...seen.values()], () => 1 / 24))).toBeLessThan(4);
  });

  test('choice follows its weights', () => {
    const p = [3, 0, 1, 6];
    const draws = random(51).choice(4, { size: 20_000, p });
    const counts = count(draws, 4);
    expect(counts[1]).toBe(0);
    const drawn = [counts[0], counts[2], counts[3]] as number[];
    expect(Math.abs(chiSquare(drawn, (i) => [0.3, 0.1, 0.6][i] as number))).toBeLessThan(4);
  });

  test('choice without replacement follows its weights in order', () => {
    // P(first = 3) = 0.6, P(second = 0 | first = 3) = 0.75
    const rng = random(52);
    let first = 0;
    let both = 0;
    for (let i = 0; i < 10_000; i++) {
      const [a, b] = rng.choice(4, { size: 2, replace: false, p: [3, 0, 1, 6] });
      if (a === 3) first++;
      if (a === 3 && b === 0) both++;
    }
    expect(Math.abs(first / 10_000 - 0.6)).toBeLessThan(4 * Math.sqrt(0.24 / 10_000));
    expect(Math.abs(both / first - 0.75)).toBeLessThan(4 * Math.sqrt(0.1875 / first));
  });
});
