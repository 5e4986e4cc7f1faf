import { afterEach, expect, test, vi } from 'vitest';
import { Turns } from './turn';

afterEach(() => vi.restoreAllMocks());

test('a turn is due after some milliseconds, not before, and taken lets timers run', async () => {
  let now = 1000;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  const turns = new Turns();
  now += 7;
  expect(turns.due()).toBe(false);
  let fired = false;
  setTimeout(() => {
    fired = true;
  }, 0);
  now += 1;
  expect(turns.due()).toBe(true);
  // A timer of a millisecond: a hundred turns may be over before it.
  for (const start = Date.now(); !fired && Date.now() < start + 5000; ) await turns.take();
  expect(fired).toBe(true);
  expect(turns.due()).toBe(false);
});
