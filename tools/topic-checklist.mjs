import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { readTopics } from './topics.mjs';

/** Published packages that are no topic: what topics are built on. */
const BASES = readTopics().flatMap(({ name, base }) => (base ? [name] : []));

/** What comes with a topic, besides its package: where, and what it is. */
export function checklistOf(name) {
  return {
    [`docs/chapters/${name}.md`]: 'a chapter in English',
    [`docs/ja/chapters/${name}.md`]: 'a chapter in Japanese',
    [`apps/playground/src/topics/${name}/page.ts`]: 'a page of the playground',
    [`apps/tour/src/topics/${name}.ts`]: 'a topic of the tour',
    [`packages/${name}/bench/rows.ts`]: 'rows of the benches',
  };
}

/** What the topics among `units` (the packages of the workspace in `root`) lack, as lines of text. */
export async function findTopicProblems(root, units) {
  const problems = [];
  const published = units.filter(({ kind, pkg }) => kind === 'package' && !pkg.private);
  const changes = await changesetsOf(root);
  for (const { name, folder, pkg } of published) {
    const told = changes.has(pkg.name) || existsSync(path.join(folder, 'CHANGELOG.md'));
    if (!told) problems.push(`.changeset/: expected a changeset of ${pkg.name}, got none`);
    if (BASES.includes(name)) continue;
    for (const [file, what] of Object.entries(checklistOf(name))) {
      if (!existsSync(path.join(root, file)))
        problems.push(`${file}: expected ${what} for ${pkg.name}, got none`);
    }
  }
  return problems;
}

/** The packages that the changesets in `root` name. */
async function changesetsOf(root) {
  const folder = path.join(root, '.changeset');
  const names = new Set();
  for (const file of existsSync(folder) ? await readdir(folder) : []) {
    if (!file.endsWith('.md')) continue;
    const [, head = ''] = (await readFile(path.join(folder, file), 'utf8')).split(/^---$/m);
    for (const [, name] of head.matchAll(/^['"]?(@?[^'":\s]+)['"]?:/gm)) names.add(name);
  }
  return names;
}
