import { describe, expect, test } from 'vitest';
import { findFileProblems, findManifestProblems } from './tarball.mjs';

const WHOLE = [
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
  'dist/index.js',
  'dist/a.wasm',
  'package.json',
];

describe('findFileProblems', () => {
  test('accepts dist, README, LICENSE and CHANGELOG', () => {
    expect(findFileProblems(WHOLE)).toEqual([]);
  });

  test('finds what is missing', () => {
    expect(findFileProblems(WHOLE.filter((file) => file !== 'LICENSE'))).toEqual([
      'LICENSE: expected in the tarball, got none',
    ]);
  });

  test.each(['src/index.ts', 'wasm/gemm.ts', 'dist.zip', 'dist/deep/a.js'])('finds %s', (file) => {
    expect(findFileProblems([...WHOLE, file])).toEqual([
      `${file}: expected only dist, README, LICENSE and CHANGELOG`,
    ]);
  });
});

describe('findManifestProblems', () => {
  test('accepts ranges, and what is not installed with the package', () => {
    const manifest = { dependencies: { a: '^1.0.0' }, devDependencies: { b: 'workspace:*' } };
    expect(findManifestProblems(manifest)).toEqual([]);
  });

  test.each(['workspace:^', 'catalog:', 'link:../a', 'file:a'])('finds %s', (range) => {
    expect(findManifestProblems({ peerDependencies: { a: range } })).toEqual([
      `peerDependencies: a: expected a range for npm, got ${range}`,
    ]);
  });
});
