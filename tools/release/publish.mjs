/**
 * Publishes what is not published yet: `pnpm release:publish`, after versions were set by `pnpm release:version`. Builds,
 * and where GitHub runs it says in each package which repository it comes from, as npm's provenance asks.
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from '../bootstrap.mjs';
import { ROOT, run } from '../run.mjs';
import { isMain } from '../workspace.mjs';
import { publishedUnits } from './copy-repository.mjs';

/** Writes the field `repository` of every published package of the workspace in `root`. */
export async function nameRepository(url, root = ROOT) {
  for (const { name, folder } of await publishedUnits(root)) {
    const file = path.join(folder, 'package.json');
    const pkg = JSON.parse(await readFile(file, 'utf8'));
    pkg.repository = { type: 'git', url: `git+${url}.git`, directory: `packages/${name}` };
    await writeFile(file, `${JSON.stringify(pkg, null, 2)}\n`);
  }
}

if (isMain(import.meta.url)) {
  await build(['--filter=./packages/*']);
  const { GITHUB_SERVER_URL, GITHUB_REPOSITORY } = process.env;
  if (GITHUB_REPOSITORY) await nameRepository(`${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}`);
  const changeset = path.join(ROOT, 'node_modules/@changesets/cli/bin.js');
  const { code, output } = await run(process.execPath, [changeset, 'publish']);
  // changesets/action reads from it what was published.
  process.stdout.write(output);
  process.exitCode = code;
}
