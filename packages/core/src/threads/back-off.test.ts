import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { BackOff } from './back-off';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

const jobs = (backOff: BackOff, count: number, working: number, waiting: number, calls = 2) => {
  for (let i = 0; i < count; i++) backOff.note(working, calls, waiting);
};

test('one thread runs for a while where the main one has mostly waited, then they try again', () => {
  const backOff = new BackOff();
  jobs(backOff, 15, 1, 9);
  expect(backOff.isOn()).toBe(false);
  jobs(backOff, 1, 1, 9);
  expect(backOff.isOn()).toBe(true);
  vi.advanceTimersByTime(49);
  expect(backOff.isOn()).toBe(true);
  vi.advanceTimersByTime(1);
  expect(backOff.isOn()).toBe(false);
});

test('it is judged by time, not by jobs: short ones do not count as much', () => {
  const backOff = new BackOff();
  jobs(backOff, 15, 0.01, 0.09);
  jobs(backOff, 1, 10, 1);
  expect(backOff.isOn()).toBe(false);
});

test('nobody backs off where all work, and one is the last', () => {
  const backOff = new BackOff();
  jobs(backOff, 160, 1, 0.4);
  jobs(backOff, 160, 1, 0.9, 1);
  expect(backOff.isOn()).toBe(false);
});

test('what others did alone says nothing', () => {
  const backOff = new BackOff();
  jobs(backOff, 160, 0.001, 5, 0);
  expect(backOff.isOn()).toBe(false);
});
