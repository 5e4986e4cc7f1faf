import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { expect, test } from 'vitest';
import { writeCommonJs } from './common-js.mjs';
import { inFolder } from './fixture.mjs';

test('other packages of the course stay outside, whatever paths TypeScript knows', async () => {
  const files = {
    'packages/core/src/index.ts': 'export const tape = Symbol();\n',
    'packages/core/src/doors/check.ts': 'export const rule = 1;\n',
    'packages/rnn/tsconfig.json': {
      compilerOptions: {
        paths: {
          '@dl/core/*': ['../core/src/doors/*.ts'],
          '@dl/*': ['../*/src/index.ts'],
        },
      },
    },
    'packages/rnn/src/index.ts':
      "import { tape } from '@dl/core';\nimport { rule } from '@dl/core/check';\nexport const own = [tape, rule];\n",
    'packages/rnn/dist/index.js': 'export { own };\n',
  };
  const text = await inFolder(files, async (root) => {
    const folder = path.join(root, 'packages/rnn');
    await writeCommonJs(folder);
    return readFile(path.join(folder, 'dist/all.cjs'), 'utf8');
  });
  expect(text).toContain('require("@dl/core")');
  expect(text).toContain('require("@dl/core/check")');
  expect(text).not.toContain('Symbol()');
});

test('what one door needs is required when it is used', async () => {
  const files = {
    'packages/text/tsconfig.json': {},
    'packages/text/src/index.ts': 'export const plain = 1;\n',
    'packages/text/src/doors/gzip.ts':
      "import { Gunzip } from 'fflate';\nexport const made = (given: number) => new Gunzip(given as never);\n",
    'packages/text/dist/index.js': 'export { plain };\n',
    'packages/text/dist/gzip.js': 'export { made };\n',
    'node_modules/fflate/package.json': { name: 'fflate', main: 'index.js' },
  };
  await inFolder(files, async (root) => {
    const folder = path.join(root, 'packages/text');
    await writeCommonJs(folder);
    const require = createRequire(path.join(folder, 'dist/index.cjs'));
    expect(require('./index.cjs').plain).toBe(1);
    const { made } = require('./gzip.cjs');
    const parser = path.join(root, 'node_modules/fflate/index.js');
    await writeFile(
      parser,
      'exports.Gunzip = class { constructor(given) { this.given = given; } };\n',
    );
    expect(made(3).given).toBe(3);
  });
});
