import { seededValues } from '@dl/testing';
import { describe, expect, test } from 'vitest';
import { everyPath } from '../ops/loss/every-path';
import type { Frames } from './ctc-frames';
import { prefixBeams } from './prefix-beams';

function framesOf(logits: readonly (readonly number[])[]): Frames {
  const logs = logits.flatMap((row) => {
    const total = Math.log(row.reduce((sum, x) => sum + Math.exp(x), 0));
    return row.map((x) => x - total);
  });
  return {
    logs: Float64Array.from(logs),
    time: logits.length,
    classes: (logits[0] as readonly number[]).length,
  };
}

const seededLogits = (time: number, classes: number, seed: number) =>
  Array.from({ length: time }, (_, t) =>
    Array.from(seededValues(classes, 97 * seed + t), (x) => 3 * x),
  );

describe('prefixBeams', () => {
  test.each([0, 1, 2])('with room for all is the sum over all paths, blank %i', (blank) => {
    for (const time of [1, 2, 3, 5, 6]) {
      const logits = seededLogits(time, 3, time);
      const sums = everyPath(logits, blank);
      const found = prefixBeams(framesOf(logits), blank, 1000);
      expect(found.length).toBe(sums.size);
      for (const { labels, logProbability } of found) {
        expect(logProbability).toBeCloseTo(sums.get(labels.join()) as number, 10);
      }
      const order = found.map(({ logProbability }) => logProbability);
      expect(order).toEqual([...order].sort((a, b) => b - a));
    }
  });

  test.each([1, 2, 3, 5, 8])('with %i beams promises no more than there is', (beams) => {
    for (let seed = 1; seed <= 20; seed++) {
      const logits = seededLogits(6, 4, seed);
      const sums = everyPath(logits, 0);
      const found = prefixBeams(framesOf(logits), 0, beams);
      expect(found.length).toBe(beams);
      // Each once: a beginning that was lost and comes again is not another.
      expect(new Set(found.map(({ labels }) => labels.join())).size).toBe(beams);
      for (const { labels, logProbability } of found) {
        expect(logProbability).toBeLessThanOrEqual((sums.get(labels.join()) as number) + 1e-9);
      }
    }
  });

  test('leaves out what is impossible', () => {
    const never = Number.NEGATIVE_INFINITY;
    const found = prefixBeams(
      { logs: Float64Array.of(never, 0, 0, never), time: 2, classes: 2 },
      0,
      9,
    );
    expect(found).toEqual([{ labels: [1], logProbability: 0 }]);
  });
});
