import { availableParallelism } from 'node:os';
import { isMainThread } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { threadCount } from './thread-count';

test('a number is a number', () => expect(threadCount(7)).toBe(7));

test('in Node as many as cores, at most 8, and one inside of a worker', () => {
  const all = Math.min(8, availableParallelism());
  expect(threadCount('auto')).toBe(isMainThread ? all : 1);
});
