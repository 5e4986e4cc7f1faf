/**
 * Writes what follows from `topics.json` into the files that list packages, and into READMEs what the benches measured and how
 * libraries compare: `pnpm topics`. `pnpm check:layout` fails where one of them is not as it would be written.
 */
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { withExports, withPaths } from './doors.mjs';
import { readmeFigures, rootFigures } from './readme-figures.mjs';
import { ROOT } from './run.mjs';
import { aboutOf, standingTopics } from './topics.mjs';
import { isMain } from './workspace.mjs';

/** Whose package.json depends on every package of the course. */
const DEPENDENTS = [
  ...['apps/bench', 'apps/fuzz', 'apps/playground', 'apps/tour', 'docs', 'packages/lessons'],
];

/** Whose TypeScript finds packages by paths, and how the root is called there. */
const TSCONFIGS = {
  'tsconfig.base.json': '.',
  'apps/bench/tsconfig.json': '../..',
  'docs/tsconfig.json': '..',
};

/** Each file with its text as it should be, given its text and the topics that are there. */
const FILES = {
  'README.md': (text, topics, root) => {
    const table = tableOf(topics, 'en', (name) => `packages/${name}`);
    const compared = between(rootFigures(text, root), 'compare', comparison(root));
    return between(compared, 'packages', table);
  },
  'CONTRIBUTING.md': (text, topics) => between(text, 'arrows', arrowsOf(topics)),
  'docs/index.md': (text, topics) =>
    between(
      text,
      'packages',
      tableOf(topics, 'en', (name) => `./api/@dl/${name}/`),
    ),
  'docs/ja/index.md': (text, topics) =>
    between(
      text,
      'packages',
      tableOf(topics, 'ja', (name) => `../api/@dl/${name}/`),
    ),
  'apps/bench/src/all-rows.ts': (_, topics, root) =>
    allRows(topics.filter(({ name }) => existsSync(path.join(root, rowsOf(name))))),
  ...Object.fromEntries(DEPENDENTS.map((name) => [`${name}/package.json`, withDependencies])),
};

/** The files below `root` that are not as they should be, with their new text. */
export async function staleFiles(root = ROOT) {
  const topics = standingTopics(root);
  const stale = [];
  for (const [file, write] of [...Object.entries(FILES), ...packageFiles(topics, root)]) {
    const old = await readFile(path.join(root, file), 'utf8').catch(() => '');
    const text = write(old, topics, root);
    if (text !== old) stale.push({ file, text });
  }
  return stale;
}

/** The files that say what can be imported of packages, and their READMEs. */
function packageFiles(topics, root) {
  const names = topics.map(({ name }) => name);
  const exports = names.map((name) => [
    `packages/${name}/package.json`,
    (text) => withExports(text, path.join(root, 'packages', name)),
  ]);
  const paths = Object.entries(TSCONFIGS).map(([file, up]) => [
    file,
    (text) => withPaths(text, { root, names, up }),
  ]);
  return [...exports, ...paths, ...readmeFigures(names, root)];
}

/** Writes them, and gives their names. */
export async function syncTopics(root = ROOT) {
  const stale = await staleFiles(root);
  for (const { file, text } of stale) {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true });
    await writeFile(path.join(root, file), text);
  }
  return stale.map(({ file }) => file);
}

/** Who imports whom: a line a package that others import. */
function arrowsOf(topics) {
  const users = (name) => topics.filter(({ imports }) => imports.includes(name));
  const lines = topics
    .filter(({ name }) => users(name).length > 0)
    .map(({ name }) => [
      `@dl/${name}`,
      users(name)
        .map((user) => `@dl/${user.name}`)
        .join(', '),
    ]);
  const all = [['tfjs-core (peer)', `@dl/${topics[0]?.name}`], ...lines];
  const width = Math.max(...all.map(([from]) => from.length));
  return ['```', ...all.map(([from, to]) => `${from.padEnd(width)} ◄── ${to}`), '```'].join('\n');
}

/** The table that compares libraries: the home page's, and so the README's. */
function comparison(root) {
  return readFileSync(path.join(root, 'docs/parts/compare.md'), 'utf8').trim();
}

const HEAD = { en: '| package | what it is for |', ja: '| パッケージ | 内容 |' };

function tableOf(topics, language, linkOf) {
  const rows = topics.map((topic) => {
    const { name } = topic;
    return `| [\`@dl/${name}\`](${linkOf(name)}) | ${aboutOf(topic)[language]} |`;
  });
  return [HEAD[language], '| --- | --- |', ...rows].join('\n');
}

/** `text` with what stands between the marks of `name` replaced. @throws Error if it lacks them */
export function between(text, name, inner) {
  const [start, end] = [`<!-- ${name} -->\n`, `\n<!-- /${name} -->`];
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`expected ${start.trim()} … ${end.trim()}, got none`);
  return text.slice(0, from + start.length) + inner + text.slice(to);
}

function rowsOf(name) {
  return `packages/${name}/bench/rows.ts`;
}

function allRows(topics) {
  const identifier = (name) => name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
  const names = topics.map(({ name }) => name);
  const imports = names
    .toSorted()
    .map(
      (name) =>
        `import { rows as ${identifier(name)} } from '../../../packages/${name}/bench/rows';`,
    );
  const rows = names.map((name) => `  ...${identifier(name)},\n`).join('');
  return `// Written by \`pnpm topics\`.\n${imports.join('\n')}
import type { Row } from './row';

/** All rows, by topic: each package's own \`bench/rows.ts\`. */
// biome-ignore format: a line a topic
export const ROWS: readonly Row[] = [\n${rows}];\n`;
}

/** Depends on every topic that is there, and no longer on packages that are gone. */
function withDependencies(text, topics, root) {
  const pkg = JSON.parse(text);
  const wanted = topics.map(({ name }) => [`@dl/${name}`, 'workspace:*']);
  const all = { ...pkg.dependencies, ...Object.fromEntries(wanted) };
  const stands = ([name]) =>
    !name.startsWith('@dl/') ||
    ['packages', 'apps'].some((kind) => existsSync(path.join(root, kind, name.slice(4))));
  const sorted = Object.entries(all)
    .filter(stands)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  pkg.dependencies = Object.fromEntries(sorted);
  return `${JSON.stringify(pkg, null, 2)}\n`;
}

if (isMain(import.meta.url)) {
  for (const file of await syncTopics()) console.log(`${file}: written`);
}
