import { describe, expect, test } from 'vitest';
import { merge } from './bench-page.mjs';

const run = (date, node, ...figures) => ({
  date,
  node,
  results: figures.map(([id, ours]) => ({ id, ours })),
});

describe('merge', () => {
  test('takes the place of the same rows under the same Node, and of no others', () => {
    const old = [run('1', 'v24.1.0', ['a', 1]), run('1', 'v20.1.0', ['a', 2], ['b', 3])];
    expect(merge(old, run('2', 'v20.2.0', ['a', 4]))).toEqual([
      run('2', 'v20.2.0', ['a', 4]),
      run('1', 'v24.1.0', ['a', 1]),
      run('1', 'v20.1.0', ['b', 3]),
    ]);
  });

  test('leaves out a run of which no figure is left', () => {
    const fresh = run('2', 'v20.2.0', ['a', 4], ['b', 5]);
    expect(merge([run('1', 'v20.1.0', ['a', 2], ['b', 3])], fresh)).toEqual([fresh]);
  });
});
