import { availableParallelism } from 'node:os';
import { isMainThread } from 'node:worker_threads';
import { afterEach, expect, test, vi } from 'vitest';
import { threadCount } from './thread-count';

afterEach(() => void vi.unstubAllGlobals());

test('a number is a number', () => expect(threadCount(7)).toBe(7));

test('in Node as many as cores, at most 8, and one inside of a worker', () => {
  const all = Math.min(8, availableParallelism());
  expect(threadCount('auto')).toBe(isMainThread ? all : 1);
});

test('one inside of a web worker of Deno, which counts as a main thread', () => {
  vi.stubGlobal('WorkerGlobalScope', class {});
  expect(threadCount('auto')).toBe(1);
  expect(threadCount(3)).toBe(3);
});
