import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { findBadImports } from './check-imports.mjs';
import { findLayoutProblems } from './check-layout.mjs';
import { inFolder } from './fixture.mjs';
import { newPackage } from './new-package.mjs';
import { checklistOf, findTopicProblems } from './topic-checklist.mjs';
import { workspaceUnits } from './workspace.mjs';

const about = { en: 'nets', ja: 'ネット' };
const entry = (name) => ({
  imports: ['core'],
  about,
  chapters: [{ path: name, en: 'Nets', ja: 'ネット' }],
  pages: [{ lesson: 'two-nets', title: about, summary: about }],
  tour: ['--steps 2'],
});
const COURSE = {
  core: { kind: 'base', imports: [], about },
  text: { kind: 'base', imports: ['core'], about },
  rnn: entry('rnn'),
  vision: entry('vision'),
  wavenet: { imports: ['core'] },
};

/** What comes with a topic, as files of a fixture. */
function topicFiles(name) {
  const files = Object.keys(checklistOf(name, ['two-nets'])).map((file) => [file, '// here\n']);
  return {
    ...Object.fromEntries(files),
    'topics.json': COURSE,
    '.changeset/first.md': `---\n'@dl/core': minor\n'@dl/${name}': minor\n---\n\nFirst.\n`,
  };
}

/** The problems of a package from the skeleton, with all that comes with a topic, after `files` are laid over it. */
function problemsOf(files) {
  return inFolder(topicFiles('vision'), async (root) => {
    const folder = path.join(root, 'packages/vision');
    await rm(folder, { recursive: true });
    await newPackage('vision', { root, format: false });
    for (const [name, text] of Object.entries(files)) {
      const file = path.join(folder, name);
      await mkdir(path.dirname(file), { recursive: true });
      if (text === undefined) await rm(file);
      else await writeFile(file, typeof text === 'string' ? text : JSON.stringify(text));
    }
    return findLayoutProblems(root);
  });
}

describe('newPackage', () => {
  test.each([false, true])('makes what the checks accept (kernels: %s)', async (wasm) => {
    const core = { name: '@dl/core', exports: { '.': {}, './extend': {}, './check': {} } };
    const needed = ['@dl/core', '@dl/vision', '@tensorflow/tfjs-core'];
    const lessons = {
      ...{ name: '@dl/lessons', exports: { './*': './src/*.ts' }, private: true },
      dependencies: Object.fromEntries(needed.map((name) => [name, 'workspace:*'])),
    };
    const files = {
      'topics.json': COURSE,
      'packages/core/package.json': core,
      'packages/lessons/package.json': lessons,
    };
    await inFolder(files, async (root) => {
      await newPackage('vision', { root, wasm });
      const problems = await findLayoutProblems(root);
      expect(problems.filter((line) => line.includes('vision'))).toEqual([]);
      expect(await findBadImports(root)).toEqual([]);
    });
  });

  test('refuses names off the map, and packages that are there', async () => {
    const files = { 'topics.json': COURSE, 'packages/rnn/package.json': {} };
    await inFolder(files, async (root) => {
      await expect(newPackage('Vision', { root })).rejects.toThrow('kebab-case, got Vision');
      await expect(newPackage('misc', { root })).rejects.toThrow('topics.json, got misc');
      await expect(newPackage('rnn', { root })).rejects.toThrow('expected a new package');
    });
  });

  test('writes nothing where `pnpm topics` would have nothing to say of the package', async () => {
    await inFolder({ 'topics.json': COURSE }, async (root) => {
      const made = newPackage('wavenet', { root });
      await expect(made).rejects.toThrow('topics.json: wavenet: about: expected a text');
      expect(existsSync(path.join(root, 'packages'))).toBe(false);
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
    [
      'files for the tarball',
      { 'package.json': { name: '@dl/vision', files: ['dist', 'wasm'] } },
      'files: expected ["dist","CHANGELOG.md"], got ["dist","wasm"]',
    ],
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

describe('findTopicProblems', () => {
  const manifest = (name, more = {}) => ({
    [`packages/${name}/package.json`]: { name: `@dl/${name}`, ...more },
  });
  const topicProblems = (files) =>
    inFolder({ 'topics.json': COURSE, ...files }, async (root) =>
      findTopicProblems(root, await workspaceUnits(root)),
    );

  test('accepts a topic that has everything', async () => {
    expect(await topicProblems({ ...manifest('rnn'), ...topicFiles('rnn') })).toEqual([]);
  });

  test.each(Object.entries(checklistOf('rnn', ['two-nets'])))('asks for %s', async (file, what) => {
    const { [file]: _, ...rest } = topicFiles('rnn');
    const problems = await topicProblems({ ...manifest('rnn'), ...rest });
    expect(problems).toEqual([`${file}: expected ${what} for @dl/rnn, got none`]);
  });

  test.each([
    ['chapters', [{ path: 'nets' }], 'one with the path rnn'],
    ['chapters', undefined, 'one with the path rnn'],
    ['tour', [], 'options for a run in CI'],
    ['tour', undefined, 'options for a run in CI'],
  ])('asks for the %s of its entry', async (field, given, what) => {
    const course = { ...COURSE, rnn: { ...entry('rnn'), [field]: given } };
    const files = { ...manifest('rnn'), ...topicFiles('rnn'), 'topics.json': course };
    expect(await topicProblems(files)).toEqual([
      `topics.json: rnn: ${field}: expected ${what}, got none`,
    ]);
  });

  test('asks for a changeset that names the package, until it has a changelog', async () => {
    const files = { ...manifest('rnn'), ...topicFiles('rnn') };
    files['.changeset/first.md'] = "---\n'@dl/core': minor\n---\n\nNot of '@dl/rnn': a word.\n";
    const problem = '.changeset/: expected a changeset of @dl/rnn, got none';
    expect(await topicProblems(files)).toEqual([problem]);
    expect(await topicProblems({ ...files, 'packages/rnn/CHANGELOG.md': '## 0.1.0\n' })).toEqual(
      [],
    );
  });

  test('asks core and text for a changeset alone, and private packages for nothing', async () => {
    const files = {
      ...manifest('core'),
      ...manifest('text'),
      ...manifest('testing', { private: true }),
    };
    expect(await topicProblems(files)).toEqual([
      '.changeset/: expected a changeset of @dl/core, got none',
      '.changeset/: expected a changeset of @dl/text, got none',
    ]);
  });
});
