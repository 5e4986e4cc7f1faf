import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { inFolder } from '../fixture.mjs';
import { findImportProblem } from './import-size.mjs';

// What cannot be compressed away.
const LARGE = Array.from({ length: 400 }, (_, i) => ((i * 2654435761) >>> 0).toString(36)).join('');
const SOURCES = {
  'src/index.ts': "export { small } from './small';\nexport { large } from './large';\n",
  'src/small.ts': `export const small = '${LARGE.slice(0, 400)}';\n`,
  'src/large.ts': `const known = new Map();\nexport const large = '${LARGE}';\nknown.set(large, 1);\n`,
  'package.json': { name: 'fixture', sideEffects: [] },
  'bench/page.ts': "export { small } from '../src/index';\n",
};
const problemOf = (entry, dist) =>
  inFolder({ ...SOURCES, 'installed/dist/index.js': dist }, (root) =>
    findImportProblem(root, entry, path.join(root, 'installed')),
  );
const small = `export const small = '${LARGE.slice(0, 400)}';\n`;

describe('findImportProblem', () => {
  test('accepts a build of which what is not used falls away', async () => {
    const dist = `${small}export const large = '${LARGE}';\n`;
    expect(await problemOf('bench/page.ts', dist)).toBeUndefined();
  });

  test('finds a statement that keeps what is not used', async () => {
    const dist = `${small}export const large = '${LARGE}';\nnew Map().set(large, 1);\n`;
    expect(await problemOf('bench/page.ts', dist)).toMatch(
      /^bench\/page\.ts: expected about the 0\.\d kB of the sources \(gzip\), got [1-9]\.\d kB/,
    );
  });

  test('counts all of the build where the entry is the index', async () => {
    const dist = `${small}export const large = '${LARGE}${LARGE.slice(7)}';\nexport const other = '${[...LARGE].reverse().join('')}';\n`;
    expect(await problemOf('src/index.ts', dist)).toMatch(/^src\/index\.ts: expected about/);
  });
});
