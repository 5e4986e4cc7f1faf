import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { inFolder } from '../fixture.mjs';
import { workspaceUnits } from '../workspace.mjs';
import { findVersionProblems } from './copy-repository.mjs';
import { nameRepository } from './publish.mjs';
import { updateExamples } from './update-examples.mjs';

const workspace = (rnn, changelog = '0.2.0') => ({
  'packages/core/package.json': { name: '@dl/core', version: '0.2.0' },
  'packages/core/CHANGELOG.md': '# @dl/core\n\n## 0.2.0\n',
  'packages/rnn/package.json': { name: '@dl/rnn', version: rnn },
  'packages/rnn/CHANGELOG.md': `# @dl/rnn\n\n## ${changelog}\n`,
});

describe('findVersionProblems', () => {
  test('accepts one version with a section in each changelog', async () => {
    expect(await inFolder(workspace('0.2.0'), findVersionProblems)).toEqual([]);
  });

  test('finds packages that went apart, and changelogs without the version', async () => {
    expect(await inFolder(workspace('0.3.0'), findVersionProblems)).toEqual([
      'expected one version for all packages, got 0.2.0, 0.3.0',
      '@dl/rnn: CHANGELOG.md: expected a section 0.3.0, got none',
    ]);
  });

  test('finds a private package that got another version than it has here', async () => {
    const testing = { name: '@dl/testing', private: true, version: '9.0.0' };
    const files = { ...workspace('0.2.0'), 'packages/testing/package.json': testing };
    const here = (await workspaceUnits()).find(({ name }) => name === 'testing');
    expect(here.pkg.private).toBe(true);
    expect(await inFolder(files, findVersionProblems)).toEqual([
      '@dl/testing: expected a private package to keep its version, got 9.0.0',
    ]);
  });
});

test('updateExamples sets the ranges of our packages and of no other', async () => {
  const dependencies = { '@dl/rnn': '^0.1.0', '@tensorflow/tfjs-core': '4.22.0' };
  const files = { ...workspace('0.2.0'), 'examples/a/package.json': { dependencies } };
  await inFolder(files, async (root) => {
    await updateExamples(root);
    const text = await readFile(path.join(root, 'examples/a/package.json'), 'utf8');
    expect(JSON.parse(text).dependencies).toEqual({ ...dependencies, '@dl/rnn': '^0.2.0' });
  });
});

test('nameRepository says where each published package comes from', async () => {
  const files = { ...workspace('0.2.0'), 'packages/testing/package.json': { private: true } };
  await inFolder(files, async (root) => {
    await nameRepository('https://localhost/owner/name', root);
    const units = await workspaceUnits(root);
    expect(units.map(({ pkg }) => pkg.repository?.directory)).toEqual([
      'packages/core',
      'packages/rnn',
      undefined,
    ]);
    expect(units[0].pkg.repository.url).toBe('git+https://localhost/owner/name.git');
  });
});
