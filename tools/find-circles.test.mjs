import { describe, expect, test } from 'vitest';
import { findCircles } from './find-circles.mjs';
import { inFolder } from './fixture.mjs';

describe('findCircles', () => {
  test('accepts files that import along a tree', async () => {
    const files = {
      'packages/core/src/a.ts': `import { b } from './b';\nimport type { C } from './c';`,
      'packages/core/src/b.ts': `import type { C } from './c';\nexport const b = 1;`,
      'packages/core/src/c.ts': 'export interface C { c: number }',
      'packages/core/src/c.test.ts': `import './a';`,
    };
    expect(await inFolder(files, findCircles)).toEqual([]);
  });

  test('finds two files that import each other, one of them a type alone', async () => {
    const files = {
      'packages/core/src/a.ts': `import type { B } from './b';\nexport const a = 1;`,
      'packages/core/src/b.ts': `import { a } from './a';\nexport type B = typeof a;`,
    };
    const [a, b] = Object.keys(files);
    expect(await inFolder(files, findCircles)).toEqual([
      `${a}: expected no circle of imports, got ${a} → ${b} → ${a}`,
    ]);
  });

  test('finds a longer circle, in an app, through a folder', async () => {
    const files = {
      'apps/tour/src/a.ts': `export { b } from './parts/b';`,
      'apps/tour/src/parts/b.ts': `export { c } from './c';`,
      'apps/tour/src/parts/c.ts': `export const c = () => import('../a');`,
    };
    const problems = await inFolder(files, findCircles);
    expect(problems).toHaveLength(1);
    for (const file of Object.keys(files)) expect(problems[0]).toContain(file);
  });

  test('finds an import that the rooms of a package forbid, and arrows that are wrong or idle', async () => {
    const files = {
      'packages/core/rooms.json': JSON.stringify({
        check: ['ops'],
        tape: [],
        ops: ['check', 'tape'],
      }),
      'packages/core/src/check/a.ts': 'export const a = 1;',
      'packages/core/src/tape/b.ts': `import { a } from '../check/a';\nexport const b = a;`,
      'packages/core/src/ops/c.ts': `import { b } from '../tape/b';\nexport const c = b;`,
      'packages/core/src/ops/c-cases.ts': `import '../check/a';`,
      'packages/core/src/index.ts': `export { c } from './ops/c';`,
    };
    expect(await inFolder(files, findCircles)).toEqual([
      'packages/core/rooms.json: check: expected a room that stands before it, got ops',
      'packages/core/src/tape/b.ts: expected an import along the arrows of packages/core/rooms.json, got packages/core/src/check/a.ts',
      'packages/core/rooms.json: check: expected an arrow that is used, got ops',
      'packages/core/rooms.json: ops: expected an arrow that is used, got check',
    ]);
  });
});
