/** Makes a package from the skeleton: `pnpm new NAME [--wasm]`. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readArrows } from './arrows.mjs';
import { namesOf } from './kernel-types.mjs';
import { ROOT, run } from './run.mjs';
import { syncTopics } from './sync-topics.mjs';
import { checklistOf } from './topic-checklist.mjs';
import { aboutOf, readTopics } from './topics.mjs';
import { filesBelow, isMain } from './workspace.mjs';

const SKELETON = path.join(ROOT, 'tools/skeleton');
const SKELETON_WASM = path.join(ROOT, 'tools/skeleton-wasm');

/** Writes `packages/NAME` below `root`, with kernels if `wasm`; resolves with its folder. */
export async function newPackage(name, { wasm = false, root = ROOT } = {}) {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name ?? '')) {
    throw new RangeError(`new: NAME: expected a name in kebab-case, got ${name}`);
  }
  const arrows = readArrows(root);
  if (!(name in arrows)) {
    throw new RangeError(`new: NAME: expected a package of topics.json, got ${name}`);
  }
  // `pnpm topics` needs a text: asked for here, before anything is written.
  for (const topic of readTopics(root)) if (topic.name === name) aboutOf(topic);
  const folder = path.join(root, 'packages', name);
  if (existsSync(folder)) throw new Error(`new: NAME: expected a new package, got ${folder}`);
  for (const skeleton of wasm ? [SKELETON, SKELETON_WASM] : [SKELETON]) {
    for (const file of await filesBelow(skeleton)) {
      const text = await readFile(path.join(skeleton, file), 'utf8');
      await mkdir(path.join(folder, path.dirname(file)), { recursive: true });
      const { constant } = namesOf('', name);
      const own = text.replaceAll('__NAME__', name).replaceAll('__CONSTANT__', constant);
      await writeFile(path.join(folder, file), own);
    }
  }
  await completeManifest(path.join(folder, 'package.json'), { wasm, root, needs: arrows[name] });
  await run(path.join(ROOT, 'node_modules/.bin/biome'), ['check', '--write', folder]);
  return folder;
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
    const folder = await newPackage(positionals[0], values);
    const written = await syncTopics();
    console.log(`${[path.relative(ROOT, folder), ...written].join(', ')}: written. Now:
  pnpm install
  pnpm build
  pnpm vitest run --project wasm ${path.relative(ROOT, folder)}
and what comes with a topic (pnpm check:layout asks for it):
  ${Object.keys(checklistOf(positionals[0])).join('\n  ')}
  pnpm changeset`);
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
