import { describe, expect, test } from 'vitest';
import { mayImport, readArrows } from './arrows.mjs';
import { findBadImports } from './check-imports.mjs';
import { inFolder } from './fixture.mjs';

const manifest = (name, ...needed) => ({
  name: `@dl/${name}`,
  dependencies: Object.fromEntries(needed.map((other) => [other, '*'])),
});

/** The problems of a small workspace: core, rnn (on core), text (on core), an app, and `files`. */
function problemsOf(files) {
  const workspace = {
    'topics.json': {
      core: { kind: 'base', imports: [] },
      text: { kind: 'base', imports: ['core'] },
      rnn: { imports: ['core'] },
    },
    'packages/core/package.json': manifest('core', '@tensorflow/tfjs-core'),
    'packages/rnn/package.json': manifest('rnn', '@dl/core'),
    'packages/text/package.json': manifest('text', '@dl/core'),
    'packages/testing/package.json': manifest('testing', '@dl/core'),
    'apps/tour/package.json': manifest('tour', '@dl/core', '@dl/rnn'),
    ...files,
  };
  return inFolder(workspace, findBadImports);
}

describe('mayImport', () => {
  test('follows arrows through', () => {
    expect([...mayImport('seq2seq', readArrows())].sort()).toEqual([
      'attention',
      'core',
      'lstm-gru',
      'rnn',
      'text',
    ]);
  });

  test('gives core nothing', () => {
    expect([...mayImport('core', readArrows())]).toEqual([]);
  });
});

describe('findBadImports', () => {
  test('accepts imports along the arrows', async () => {
    const problems = await problemsOf({
      'packages/core/src/index.ts': `import * as tf from '@tensorflow/tfjs-core';\nexport { a } from './a';`,
      'packages/rnn/src/a.ts': `import { readFile } from 'node:fs/promises';\nimport { Linear } from '@dl/core';`,
      'packages/rnn/wasm/index.ts': `import { gemm } from '@dl/core/wasm/gemm';`,
      'apps/tour/src/cli.ts': `import '@dl/rnn';\nimport 'yargs';`,
    });
    expect(problems).toEqual([]);
  });

  test('finds tfjs taken whole', async () => {
    const tf = `import * as tf from '@tensorflow/tfjs-core';\n`;
    const problems = await problemsOf({
      'packages/core/src/a.ts': `${tf}const { Tensor: TENSOR } = tf;`,
      'packages/core/src/a.test.ts': `${tf}const { Tensor } = tf;`,
      'packages/core/src/b.ts': `${tf}const TENSOR = tf.Tensor;`,
    });
    expect(problems).toEqual([
      'packages/core/src/a.ts: expected members of tfjs as tf.NAME, got a destructuring: bundles keep all of it',
    ]);
  });

  test('lets tests and benches import any package', async () => {
    const problems = await problemsOf({
      'packages/core/src/a.test.ts': `import '@dl/testing';\nimport { RnnCell } from '@dl/rnn';`,
      'packages/core/bench/a.ts': `import { RnnCell } from '@dl/rnn';`,
    });
    expect(problems).toEqual([]);
  });

  test.each([
    ['against an arrow', 'core/src/a.ts', `import '@dl/rnn';`, 'no package, got @dl/rnn'],
    ['across', 'rnn/src/a.ts', `export { x } from '@dl/text';`, 'one of @dl/core, got @dl/text'],
    ['dynamic', 'rnn/src/a.ts', `await import('@dl/text');`, 'one of @dl/core, got @dl/text'],
    ['type only', 'rnn/src/a.ts', `import type { X } from '@dl/text';`, 'got @dl/text'],
    ['of kernels', 'core/wasm/a.ts', `import { x } from '@dl/rnn/wasm/rnn';`, 'got @dl/rnn'],
    ['of test helpers', 'rnn/src/a.ts', `import '@dl/testing';`, 'in tests and benches only'],
    ['of an app', 'rnn/src/a.test.ts', `import '@dl/tour';`, 'got the app @dl/tour'],
    ['of a missing package', 'rnn/src/a.ts', `import '@dl/vision';`, 'of this workspace'],
    ['inside a package', 'rnn/src/a.ts', `import '@dl/core/src/a';`, 'an import of @dl/core, got'],
    ['by relative path', 'rnn/src/a.ts', `import '../../core/src/a';`, 'inside the package'],
    ['undeclared', 'rnn/src/a.ts', `import 'yargs';`, 'expected yargs among the dependencies'],
  ])('finds an import %s', async (_, file, text, problem) => {
    const problems = await problemsOf({ [`packages/${file}`]: text });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`packages/${file}: `);
    expect(problems[0]).toContain(problem);
  });

  test('finds a dependency against an arrow', async () => {
    const problems = await problemsOf({
      'packages/core/package.json': manifest('core', '@dl/rnn'),
    });
    expect(problems).toEqual(['packages/core/package.json: expected no package, got @dl/rnn']);
  });

  test('finds a package that is not on the map, and names the map', async () => {
    const problems = await problemsOf({
      'packages/misc/package.json': manifest('misc'),
      'packages/mocks/package.json': { ...manifest('mocks'), private: true },
    });
    expect(problems).toEqual([
      'packages/misc: expected a package of topics.json, got misc',
      'packages/mocks: expected a package of tools/arrows.mjs, got mocks',
    ]);
  });
});
