import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { findBadImports } from './check-imports.mjs';
import { findLayoutProblems } from './check-layout.mjs';
import { inFolder } from './fixture.mjs';
import { newPackage } from './new-package.mjs';

/** The problems of a package from the skeleton after `files` are laid over it. */
function problemsOf(files) {
  return inFolder({}, async (root) => {
    const folder = await newPackage('vision', { root });
    for (const [name, text] of Object.entries(files)) {
      const file = path.join(folder, name);
      await mkdir(path.dirname(file), { recursive: true });
      if (text === undefined) await rm(file);
      else await writeFile(file, text);
    }
    return findLayoutProblems(root);
  });
}

describe('newPackage', () => {
  test.each([false, true])('makes what the checks accept (kernels: %s)', async (wasm) => {
    await inFolder({ 'packages/core/package.json': { name: '@dl/core' } }, async (root) => {
      await newPackage('vision', { root, wasm });
      const problems = await findLayoutProblems(root);
      expect(problems.filter((line) => line.startsWith('packages/vision'))).toEqual([]);
      expect(await findBadImports(root)).toEqual([]);
    });
  });

  test('refuses names off the map, and packages that are there', async () => {
    await inFolder({ 'packages/rnn/package.json': {} }, async (root) => {
      await expect(newPackage('Vision', { root })).rejects.toThrow('kebab-case, got Vision');
      await expect(newPackage('misc', { root })).rejects.toThrow('arrows.mjs, got misc');
      await expect(newPackage('rnn', { root })).rejects.toThrow('expected a new package');
    });
  });
});

describe('findLayoutProblems', () => {
  const first = '/** First. */\nexport const a = 1;\n';

  test.each([
    ['a missing file', { 'README.md': undefined }, 'README.md: expected this file, got none'],
    ['a stray file', { 'notes.txt': 'x' }, 'notes.txt: expected only README.md'],
    ['a stray folder', { 'lib/a.ts': first }, 'lib/a.ts: expected only README.md'],
    ['a long source', { 'src/a.ts': `${first}//\n`.repeat(99) }, 'a.ts: expected at most 250'],
    ['a name', { 'src/lstmCell.ts': first }, 'src/lstmCell.ts: expected a name in kebab-case'],
    ['code in the index', { 'src/index.ts': first }, 'index.ts:2: expected re-exports by name'],
    ['export *', { 'src/index.ts': "export * from './a';" }, 'got export * or a default export'],
    ['no doc', { 'src/a.ts': 'export const a = 1;' }, 'a.ts:1: expected a doc comment on a'],
    ['kernels unbuilt', { 'wasm/index.ts': '' }, 'expected build:wasm exactly where'],
    ['a long README', { 'README.md': '# @dl/vision\n```ts\n```\n'.repeat(40) }, 'at most 80 lines'],
  ])('finds %s', async (_, files, problem) => {
    const problems = await problemsOf(files);
    expect(problems.join('\n')).toContain(problem);
  });

  test('takes one doc comment for all overloads', async () => {
    const text = `/** Doc. */
export function a(x: string): string;
export function a(x: number): number;
export function a(x: unknown): unknown {
  return x;
}
`;
    expect(await problemsOf({ 'src/a.ts': text })).toEqual([]);
  });
});
