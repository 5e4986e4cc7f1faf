import { expect, test } from 'vitest';
import { inParts } from './in-parts';

test('inParts goes through all in parts, and ends early when it is asked to', async () => {
  const parts: number[][] = [];
  const stop = new AbortController();
  const work = async (start: number, end: number) => {
    parts.push([start, end]);
    if (parts.length === 4) stop.abort();
  };
  await inParts({ count: 7, size: 3 }, work);
  expect(parts).toEqual([
    [0, 3],
    [3, 6],
    [6, 7],
  ]);
  await inParts({ count: 7, size: 3, signal: stop.signal }, work);
  expect(parts).toHaveLength(4);
});
