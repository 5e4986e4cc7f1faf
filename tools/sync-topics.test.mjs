import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { inFolder } from './fixture.mjs';
import { between, staleFiles, syncTopics } from './sync-topics.mjs';
import { readTopics } from './topics.mjs';

const MARKS = '# Title\n\n<!-- packages -->\n\n<!-- /packages -->\n\nAfter.\n';
const ARROWS = '\n<!-- arrows -->\n\n<!-- /arrows -->\n';
const about = { en: 'nets', ja: 'ネット' };
const WORKSPACE = {
  'topics.json': {
    core: { kind: 'base', imports: [], about },
    text: { kind: 'base', imports: ['core'], about },
    'lstm-gru': { imports: ['core'], about },
    vision: { imports: ['core'] },
  },
  'packages/core/package.json': { name: '@dl/core' },
  'packages/lstm-gru/package.json': { name: '@dl/lstm-gru' },
  'packages/testing/package.json': { name: '@dl/testing' },
  'packages/core/src/doors/torch.ts': '// here\n',
  'packages/core/bench/rows.ts': '// here\n',
  ...Object.fromEntries(
    ['tsconfig.base.json', 'apps/bench/tsconfig.json', 'docs/tsconfig.json'].map((file) => [
      file,
      '{\n  "compilerOptions": {\n    "paths": {\n      "@dl/gone/*": ["x"],\n      "vue": ["y"]\n    }\n  }\n}\n',
    ]),
  ),
  'packages/lstm-gru/bench/rows.ts': '// here\n',
  // A package without rows.
  'packages/text/package.json': { name: '@dl/text' },
  'docs/parts/compare.md': '| | dl |\n| --- | --- |\n',
  'README.md': `${MARKS}\n<!-- compare -->\n\n<!-- /compare -->\n`,
  'CONTRIBUTING.md': ARROWS,
  'docs/index.md': MARKS,
  'docs/ja/index.md': MARKS,
  ...Object.fromEntries(
    ['apps/bench', 'apps/fuzz', 'apps/playground', 'apps/tour', 'docs', 'packages/lessons'].map(
      (folder) => [
        `${folder}/package.json`,
        {
          dependencies: {
            vue: 'catalog:',
            '@dl/testing': 'workspace:*',
            '@dl/gone': 'workspace:*',
          },
        },
      ],
    ),
  ),
};

test('what lists packages is written once, of those that are there', async () => {
  await inFolder(WORKSPACE, async (root) => {
    const text = (file) => readFile(path.join(root, file), 'utf8');
    expect(await syncTopics(root)).toHaveLength(17);
    expect(await staleFiles(root)).toEqual([]);
    const { exports } = JSON.parse(await text('packages/core/package.json'));
    expect(Object.keys(exports)).toEqual(['.', './torch']);
    expect(exports['./torch'].require).toEqual({
      types: './dist/torch.d.cts',
      default: './dist/torch.cjs',
    });
    expect(JSON.parse(await text('apps/bench/tsconfig.json')).compilerOptions.paths).toEqual({
      '@dl/core/*': ['../../packages/core/src/doors/*.ts'],
      vue: ['y'],
      '@dl/*': ['../../packages/*/src/index.ts'],
    });
    expect(await text('docs/ja/index.md')).toContain(
      '| [`@dl/lstm-gru`](../api/@dl/lstm-gru/) | ネット |\n<!-- /packages -->\n\nAfter.',
    );
    expect(await text('README.md')).not.toContain('vision');
    expect(await text('README.md')).toContain(
      '<!-- compare -->\n| | dl |\n| --- | --- |\n<!-- /compare -->',
    );
    expect(await text('CONTRIBUTING.md')).toContain(
      '@dl/core         ◄── @dl/text, @dl/lstm-gru\n```',
    );
    expect(await text('apps/bench/src/all-rows.ts')).toContain('  ...core,\n  ...lstmGru,\n');
    expect(JSON.parse(await text('docs/package.json')).dependencies).toEqual({
      '@dl/core': 'workspace:*',
      '@dl/lstm-gru': 'workspace:*',
      '@dl/testing': 'workspace:*',
      '@dl/text': 'workspace:*',
      vue: 'catalog:',
    });
  });
});

test('says what is missing', async () => {
  expect(() => between('# Title', 'packages', '')).toThrow('expected <!-- packages -->');
  const topics = { ...WORKSPACE['topics.json'], core: { imports: [] } };
  await inFolder({ ...WORKSPACE, 'topics.json': topics }, async (root) => {
    await expect(staleFiles(root)).rejects.toThrow('topics.json: core: about: expected a text');
  });
});

test('no package of the course is named before those that it imports', () => {
  const seen = new Set();
  for (const { name, imports } of readTopics()) {
    for (const other of imports) expect(seen.has(other), `${name} imports ${other}`).toBe(true);
    seen.add(name);
  }
});
