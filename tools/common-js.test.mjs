import { readFile } from 'node:fs/promises';
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
