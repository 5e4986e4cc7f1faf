/** Lets `examples/` install the packages as they are about to be released: a part of `pnpm release:version`. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from '../run.mjs';
import { isMain } from '../workspace.mjs';
import { publishedUnits } from './copy-repository.mjs';

/** Sets the ranges of our packages in the examples of the workspace in `root` to their versions. */
export async function updateExamples(root = ROOT) {
  const versions = new Map((await publishedUnits(root)).map(({ pkg }) => [pkg.name, pkg.version]));
  for (const name of await readdir(path.join(root, 'examples'))) {
    const file = path.join(root, 'examples', name, 'package.json');
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    const pkg = JSON.parse(text);
    for (const dependency of Object.keys(pkg.dependencies ?? {})) {
      const version = versions.get(dependency);
      if (version) pkg.dependencies[dependency] = `^${version}`;
    }
    await writeFile(file, `${JSON.stringify(pkg, null, 2)}\n`);
  }
}

if (isMain(import.meta.url)) await updateExamples();
