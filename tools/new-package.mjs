/** Makes a package from the skeleton, and all that comes with one that is a topic: `pnpm new NAME [--wasm]`. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readArrows } from './arrows.mjs';
import { namesOf } from './kernel-types.mjs';
import { ROOT, run } from './run.mjs';
import { syncTopics } from './sync-topics.mjs';
import { entryProblems } from './topic-checklist.mjs';
import { aboutOf, readTopics } from './topics.mjs';
import { filesBelow, isMain } from './workspace.mjs';

const SKELETON = path.join(ROOT, 'tools/skeleton');
const SKELETON_WASM = path.join(ROOT, 'tools/skeleton-wasm');
/** What lies outside of a topic's package, by its place in the repository. */
const SKELETON_TOPIC = path.join(ROOT, 'tools/skeleton-topic');

/**
 * Writes `packages/NAME` below `root`, with kernels if `wasm`, and for a topic its lesson, chapters, tour, rows and changeset;
 * resolves with the files. What is there already stays. `format`: as biome writes them.
 */
export async function newPackage(name, { wasm = false, root = ROOT, format = true } = {}) {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name ?? '')) {
    throw new RangeError(`new: NAME: expected a name in kebab-case, got ${name}`);
  }
  const arrows = readArrows(root);
  const topic = readTopics(root).find((one) => one.name === name);
  if (topic === undefined) {
    throw new RangeError(`new: NAME: expected a package of topics.json, got ${name}`);
  }
  // All that is written follows from its entry: asked for here, before anything is written.
  aboutOf(topic);
  const [problem] = topic.base ? [] : entryProblems(topic);
  if (problem !== undefined) throw new Error(problem);
  const folder = `packages/${name}`;
  if (existsSync(path.join(root, folder))) {
    throw new Error(`new: NAME: expected a new package, got ${folder}`);
  }
  const words = wordsOf(topic);
  const written = [
    ...(await copy(SKELETON, { root, folder, words })),
    ...(wasm ? await copy(SKELETON_WASM, { root, folder, words }) : []),
    ...(topic.base ? [] : await copy(SKELETON_TOPIC, { root, words })),
  ];
  const manifest = path.join(root, folder, 'package.json');
  await completeManifest(manifest, { wasm, root, needs: arrows[name] });
  const files = [...new Set(written)];
  if (!format) return files;
  const formatted = files.filter((file) => /\.(ts|json)$/.test(file));
  const biome = path.join(ROOT, 'node_modules/.bin/biome');
  await run(biome, ['check', '--write', ...formatted.map((file) => path.join(root, file))]);
  return files;
}

/** What stands in the skeletons for a topic's own names. */
function wordsOf({ name, pages, chapters }) {
  const camel = (text) => text.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
  const { lesson = '' } = pages[0] ?? {};
  const identifier = camel(lesson);
  const [{ en, ja } = {}] = chapters;
  return {
    NAME: name,
    LOWER: camel(name),
    CONSTANT: namesOf('', name).constant,
    FOLDER: lesson,
    LESSON: identifier,
    TYPE: identifier.charAt(0).toUpperCase() + identifier.slice(1),
    TITLE_EN: en,
    TITLE_JA: ja,
  };
}

/** Writes the files of a skeleton below `folder` of `root`, with `words` in names and texts; of a later skeleton over those of an earlier. */
async function copy(skeleton, { root, folder = '', words }) {
  const filled = (text) => text.replace(/__([A-Z_]+?)__/g, (whole, key) => words[key] ?? whole);
  const files = [];
  for (const source of await filesBelow(skeleton)) {
    const file = path.posix.join(folder, filled(source));
    const target = path.join(root, file);
    if (!folder && existsSync(target)) continue;
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, filled(await readFile(path.join(skeleton, source), 'utf8')));
    files.push(file);
  }
  return files;
}

async function completeManifest(file, { wasm, root, needs }) {
  const pkg = JSON.parse(await readFile(file, 'utf8'));
  // Core is named too: what a package is built on, its users call.
  for (const needed of new Set(['core', ...needs])) {
    const exists = existsSync(path.join(root, 'packages', needed, 'package.json'));
    if (exists) pkg.dependencies[`@dl/${needed}`] = 'workspace:^';
  }
  if (wasm) {
    pkg.scripts = { 'build:wasm': 'node ../../tools/build-wasm.mjs', ...pkg.scripts };
  }
  await writeFile(file, `${JSON.stringify(pkg, null, 2)}\n`);
}

if (isMain(import.meta.url)) {
  const { values, positionals } = parseArgs({
    options: { wasm: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  try {
    const [name] = positionals;
    const files = await newPackage(name, values);
    for (const file of [...files, ...(await syncTopics())]) console.log(`${file}: written`);
    console.log(`Now:
  pnpm install
  pnpm build
  pnpm vitest run --project wasm packages/${name} packages/lessons/src/${name}
The sentences in the new files say what is to stand in their places.`);
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
