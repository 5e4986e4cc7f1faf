import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { barsOf, fillBars, fillBench } from './readme-figures.mjs';

const runs = [
  { node: 'v24.1.0', results: [{ id: 'a/b', ours: 3, peer: 4 }] },
  { node: 'v20.2.0', results: [{ id: 'a/b', ours: 18.6, peer: 1520 }] },
];

test('a README quotes what the benches measured', () => {
  const text = (ours, peer) =>
    `It is <!-- bench a/b ours -->${ours}<!-- /bench --> against <!-- bench a/b peer -->${peer}<!-- /bench -->.`;
  expect(fillBench(text('?', '7'), runs)).toBe(text('19', '1,520'));
  expect(() => fillBench(text('1', '2').replaceAll('a/b', 'a/c'), runs)).toThrow(
    'README: a/c ours: expected a figure, got none',
  );
});

const measured = (node, ours, peer) => ({
  node,
  results: [
    { id: 'a/b', row: 'a step, batch 1, against numpy', unit: 'ms', peerName: 'numpy 1.24' },
  ].map((result) => ({ ...result, ours, peer, ratio: peer / ours })),
});
const raced = [measured('v24.1.0', 1, 16), measured('v20.2.0', 2, 16)];

test('bars are as long as what they stand for, under the oldest Node or the one that is asked for', () => {
  expect(barsOf(['a/b', 'a/b@24'], raced).split('\n')).toEqual([
    'a step, batch 1 (Node 20)',
    `  dl          ${'█'.repeat(4)} 2 ms, 8 × as fast`,
    `  numpy 1.24  ${'█'.repeat(32)} 16 ms`,
    '',
    'a step, batch 1 (Node 24)',
    `  dl          ${'█'.repeat(2)} 1 ms, 16 × as fast`,
    `  numpy 1.24  ${'█'.repeat(32)} 16 ms`,
  ]);
});

test('a README names the rows of its bars', () => {
  const text = (inner) => `before\n<!-- bars a/b@24 -->\n${inner}<!-- /bars -->\nafter`;
  const filled = fillBars(text(''), raced);
  expect(filled).toBe(text(`\`\`\`text\n${barsOf(['a/b@24'], raced)}\n\`\`\`\n`));
  expect(fillBars(filled, raced)).toBe(filled);
  expect(() => fillBars(text('').replace('a/b', 'a/c'), raced)).toThrow(
    'README: a/c@24: expected a row with a peer, got none',
  );
});

test('the READMEs of this repository say what was measured', () => {
  execFileSync(process.execPath, ['tools/readme-figures.mjs', '--check'], { stdio: 'pipe' });
});
