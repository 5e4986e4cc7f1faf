import { describe, expect, test } from 'vitest';
import { withTable } from './figure-table.mjs';

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
