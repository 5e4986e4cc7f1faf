import { copyFile, cp, mkdir, readFile, symlink } from 'node:fs/promises';
import path from 'node:path';
import { ROOT, run } from '../run.mjs';
import { workspaceUnits } from '../workspace.mjs';

/**
 * Copies the repository as it lies here (what git does not ignore, and the published packages' `dist`) into `folder`,
 * and links what changesets and pnpm look for there. It is a repository of its own with one commit.
 */
export async function copyRepository(folder, { signal }) {
  const must = async (command, args, cwd) => {
    const { code, output } = await run(command, args, { cwd, signal });
    if (code !== 0)
      throw new Error(`release: expected ${command} ${args[0]} to work, got\n${output}`);
    return output;
  };
  const listed = await must('git', ['ls-files', '-coz', '--exclude-standard'], ROOT);
  const files = listed.split('\0').filter(Boolean);
  const folders = new Set(files.map((file) => path.dirname(file)));
  for (const name of folders) await mkdir(path.join(folder, name), { recursive: true });
  for (const file of files) {
    // One that was deleted and is still in the index is no part of the checkout.
    await copyFile(path.join(ROOT, file), path.join(folder, file)).catch((error) => {
      if (error.code !== 'ENOENT') throw error;
    });
  }
  await must('git', ['init', '-q'], folder);
  await must('git', ['add', '-A'], folder);
  const who = ['user.name=release', 'user.email=release@localhost', 'commit.gpgsign=false'];
  await must(
    'git',
    [...who.flatMap((pair) => ['-c', pair]), 'commit', '-qm', 'The checkout'],
    folder,
  );
  for (const unit of await publishedUnits(folder)) {
    await cp(path.join(ROOT, 'packages', unit.name, 'dist'), path.join(unit.folder, 'dist'), {
      recursive: true,
    });
    await linkDependencies(unit, folder);
  }
}

/** The packages of the workspace in `root` that are published. */
export async function publishedUnits(root = ROOT) {
  return (await workspaceUnits(root)).filter(({ pkg }) => !pkg.private);
}

/** pnpm reads the versions that `workspace:^` stands for through these links. */
async function linkDependencies({ folder, pkg }, root) {
  for (const [name, range] of Object.entries(pkg.dependencies ?? {})) {
    if (!range.startsWith('workspace:')) continue;
    const link = path.join(folder, 'node_modules', name);
    await mkdir(path.dirname(link), { recursive: true });
    await symlink(path.join(root, 'packages', name.replace('@dl/', '')), link, 'junction');
  }
}

/** What is wrong with the versions and changelogs that `changeset version` left in `root`. */
export async function findVersionProblems(root) {
  const problems = [];
  const published = await publishedUnits(root);
  const versions = new Set(published.map(({ pkg }) => pkg.version));
  if (versions.size !== 1)
    problems.push(`expected one version for all packages, got ${[...versions].join(', ')}`);
  for (const { name, folder, pkg } of published) {
    const text = await readFile(path.join(folder, 'CHANGELOG.md'), 'utf8').catch(() => '');
    if (!text.includes(`\n## ${pkg.version}\n`))
      problems.push(`@dl/${name}: CHANGELOG.md: expected a section ${pkg.version}, got none`);
  }
  const before = new Map((await workspaceUnits()).map(({ pkg }) => [pkg.name, pkg.version]));
  for (const { pkg } of await workspaceUnits(root)) {
    if (pkg.private && pkg.version !== before.get(pkg.name))
      problems.push(
        `${pkg.name}: expected a private package to keep its version, got ${pkg.version}`,
      );
  }
  return problems;
}
