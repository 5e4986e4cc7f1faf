import { expect, test } from 'vitest';
import { leastOf } from './least';
import { Recorder, type Trace } from './recorder';

test('a recorder cuts a run where calls begin and end, and knows the innermost', async () => {
  const recorder = new Recorder();
  const inner = recorder.wrap('inner', (x: number) => x + 1);
  const outer = recorder.wrap('outer', (x: number) => inner(inner(x)));
  const bad = recorder.wrap('bad', () => {
    throw new Error('on purpose');
  });
  let result = 0;
  const { labels, ms, calls } = await recorder.trace(async () => {
    result = outer(1);
    await undefined;
    expect(bad).toThrow('on purpose');
  });
  expect(result).toBe(3);
  const within = ['outer', 'inner', 'outer', 'inner', 'outer'];
  expect(labels).toEqual(['JavaScript', ...within, 'JavaScript', 'bad', 'JavaScript']);
  expect(ms).toHaveLength(labels.length);
  expect(Math.min(...ms)).toBeGreaterThanOrEqual(0);
  expect([...calls]).toEqual([
    ['outer', 1],
    ['inner', 2],
    ['bad', 1],
  ]);
});

const trace = (labels: string, ms: number[]): Trace => {
  const names = labels.split(' ').map((name) => (name === '-' ? 'JavaScript' : name));
  const counts = new Map<string, number>();
  for (const name of names) {
    if (name !== 'JavaScript') counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return { labels: names, ms, calls: counts };
};

test('each segment counts at its fastest, whichever run that was', () => {
  const { runs, of, ms, msJavaScript, calls } = leastOf([
    trace('- add - mul - add -', [1, 50, 1, 7, 1, 2, 90]),
    trace('- add - mul - add -', [9, 2, 3, 80, 4, 3, 5]),
    trace('- add -', [1, 1, 1]),
  ]);
  expect([runs, of, ms, msJavaScript]).toEqual([2, 3, 1 + 2 + 1 + 7 + 1 + 2 + 5, 8]);
  expect(calls).toEqual([
    { name: 'mul', calls: 1, ms: 7, msAfter: 1 },
    { name: 'add', calls: 2, ms: 4, msAfter: 6 },
  ]);
});
