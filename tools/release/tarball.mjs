import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { ROOT, run } from '../run.mjs';
import { filesOf } from './files-of.mjs';

const BIN = path.join(ROOT, 'node_modules/.bin');
const NEEDED = ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md', 'dist/index.js'];

/** What is wrong with a package's tarball: the files in it, its manifest, and what publint and attw say. */
export async function findTarballProblems(file, { signal }) {
  const folder = file.replace(/\.tgz$/, '');
  await mkdir(folder);
  const tool = async (name, args) => {
    const { code, output } = await run(path.join(BIN, name), args, {
      cwd: path.dirname(file),
      env: { NO_COLOR: '1' },
      signal,
    });
    return code === 0 ? [] : [`${name}: expected no problem, got\n${output.trim()}`];
  };
  const unpack = async () => {
    const { code, output } = await run(
      'tar',
      ['-xzf', file, '-C', folder, '--strip-components=1'],
      { signal },
    );
    if (code !== 0) return [`expected a tarball, got\n${output.trim()}`];
    const manifest = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
    return [...findFileProblems(await filesOf(folder)), ...findManifestProblems(manifest)];
  };
  return (
    await Promise.all([unpack(), tool('publint', ['--strict', file]), tool('attw', [file])])
  ).flat();
}

/** A tarball holds these files and `dist/`, and nothing else. */
export function findFileProblems(files) {
  const missing = NEEDED.filter((name) => !files.includes(name));
  const strays = files.filter((name) => !NEEDED.includes(name) && !/^dist\/[^/]+$/.test(name));
  return [
    ...missing.map((name) => `${name}: expected in the tarball, got none`),
    ...strays.map((name) => `${name}: expected only dist, README, LICENSE and CHANGELOG`),
  ];
}

/** What only pnpm understands must have been replaced. */
export function findManifestProblems(manifest) {
  return ['dependencies', 'peerDependencies', 'optionalDependencies'].flatMap((field) =>
    Object.entries(manifest[field] ?? {})
      .filter(([, range]) => /^(workspace|catalog|link|file):/.test(range))
      .map(([name, range]) => `${field}: ${name}: expected a range for npm, got ${range}`),
  );
}
