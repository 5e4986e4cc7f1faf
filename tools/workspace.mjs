import { existsSync, realpathSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from './run.mjs';

/** The packages and apps of the workspace in `root`: their name without scope, kind, folder and package.json. */
export async function workspaceUnits(root = ROOT) {
  const units = [];
  for (const [folder, kind] of [
    ['packages', 'package'],
    ['apps', 'app'],
  ]) {
    const names = existsSync(path.join(root, folder)) ? await readdir(path.join(root, folder)) : [];
    for (const name of names.sort()) {
      const manifest = path.join(root, folder, name, 'package.json');
      if (!existsSync(manifest)) continue;
      const pkg = JSON.parse(await readFile(manifest, 'utf8'));
      units.push({ name, kind, folder: path.join(root, folder, name), pkg });
    }
  }
  return units;
}

/** The files below `folder` (paths with `/`, relative to it), without what is built or installed. */
export async function filesBelow(folder, prefix = '') {
  const skipped = new Set(['node_modules', 'dist', 'generated', '.turbo']);
  const entries = await readdir(path.join(folder, prefix), { withFileTypes: true });
  const files = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const name = prefix ? `${prefix}/${entry.name}` : entry.name;
    if (!entry.isDirectory()) files.push(name);
    else if (!skipped.has(entry.name)) files.push(...(await filesBelow(folder, name)));
  }
  return files;
}

/** Prints what a check found and ends the process accordingly. */
export function report(name, problems, summary) {
  for (const problem of problems) console.error(problem);
  console.log(
    problems.length === 0 ? `${name}: ${summary}` : `${name}: ${problems.length} problems`,
  );
  process.exitCode = problems.length === 0 ? 0 : 1;
}

/** Whether the module at `url` is the program that was started. */
export function isMain(url) {
  return process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(url);
}
