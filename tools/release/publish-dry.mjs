import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ROOT, run } from '../run.mjs';
import { publishedUnits } from './copy-repository.mjs';

const CHANGESET = path.join(ROOT, 'node_modules/@changesets/cli/bin.js');

/** Sets the next versions in the copy of the repository in `root`, as `pnpm release:version` does. */
export async function setVersions(root, { signal }) {
  await must('changeset version', [CHANGESET, 'version'], root, { signal });
  await must('update-examples', [path.join(root, 'tools/release/update-examples.mjs')], root, {
    signal,
  });
}

/** Publishes the copy in `root` to `registry`, as `pnpm release:publish` does; resolves with the tarballs by name. */
export async function publishTo(registry, root, folder, { signal }) {
  await writeFile(path.join(root, '.npmrc'), `${registry.npmrc}registry=${registry.url}\n`);
  const bin = path.join(ROOT, 'tools/node_modules/.bin'); // changesets calls pnpm by name
  const env = {
    PATH: [bin, process.env.PATH].join(path.delimiter),
    npm_config_registry: registry.url,
    npm_config_loglevel: 'error',
    npm_config_provenance: 'false',
    npm_config_verify_deps_before_run: 'false',
    CI: 'true',
  };
  const output = await must('changeset publish', [CHANGESET, 'publish', '--no-git-tag'], root, {
    env,
    signal,
  });
  const tarballs = new Map();
  for (const { name, pkg } of await publishedUnits(root)) {
    const about = await fetch(`${registry.url}@dl%2f${name}`);
    const version = about.ok ? (await about.json()).versions[pkg.version] : undefined;
    if (!version)
      throw new Error(
        `release: expected ${pkg.name} ${pkg.version} to be published, got\n${output}`,
      );
    const file = path.join(folder, `${name}-${pkg.version}.tgz`);
    const response = await fetch(version.dist.tarball);
    await writeFile(file, new Uint8Array(await response.arrayBuffer()));
    tarballs.set(name, file);
  }
  return tarballs;
}

async function must(what, args, cwd, options) {
  const { code, output } = await run(process.execPath, args, { cwd, ...options });
  if (code !== 0) throw new Error(`release: expected ${what} to work, got\n${output}`);
  return output;
}
