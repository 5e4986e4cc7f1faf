import { describe, expect, test } from 'vitest';
import { merge, withTable } from './bench-page.mjs';

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

describe('withTable', () => {
  const result = (id, ours, peer) => ({
    id,
    unit: 'ms',
    ours,
    peer,
    peerName: 'numpy',
    ratio: peer / ours,
  });
  const runs = [
    { node: 'v24.1.0', results: [result('rnn/a', 2, 6)] },
    {
      node: 'v20.1.0',
      results: [result('rnn/a', 0.12345, 1234.5), { ...result('rnn/b', 1, 1), ratio: null }],
    },
  ];

  test('puts the figures that have a peer into the README, a row an id, both Nodes beside one another', () => {
    const readme = 'before\n<!-- figures -->\nold\n<!-- end of figures -->\nafter';
    expect(withTable(readme, runs).split('\n').slice(3)).toEqual([
      '| --- | --- | --- | --- | --- | --- | --- |',
      '| `rnn/a` | numpy | ms | 0.123, 1,235 | **10,000 ×** | 2, 6 | **3 ×** |',
      '<!-- end of figures -->',
      'after',
    ]);
  });

  test('says where a README has no place for them', () => {
    expect(() => withTable('nothing', runs)).toThrow(
      'README.md: expected <!-- figures -->, got none',
    );
  });
});
