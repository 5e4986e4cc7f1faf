import { expect, test } from 'vitest';
import { Turns } from './turn';

const busy = (ms: number) => {
  const end = performance.now() + ms;
  while (performance.now() < end);
};

test('a turn is due after some milliseconds, not before, and taken lets timers run', async () => {
  const turns = new Turns();
  expect(turns.due()).toBe(false);
  let fired = false;
  setTimeout(() => {
    fired = true;
  }, 0);
  busy(16);
  expect(turns.due()).toBe(true);
  for (let i = 0; i < 100 && !fired; i++) await turns.take();
  expect(fired).toBe(true);
  expect(turns.due()).toBe(false);
});
