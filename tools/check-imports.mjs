/**
 * Fails on an import that follows no arrow, and on files that import one another: `pnpm check:imports`.
 *
 * Sources import along the arrows and declare what they import. Tests, benches and apps may import any package.
 * Nobody imports an app, or a file inside another package.
 */
import { readFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import path from 'node:path';
import ts from 'typescript';
import { FOR_TESTS, mayImport, readArrows } from './arrows.mjs';
import { findCircles } from './find-circles.mjs';
import { ROOT } from './run.mjs';
import { filesBelow, isMain, report, workspaceUnits } from './workspace.mjs';

/** Tests, what they share, and the cases that the table of ops runs: nothing of them is published. */
const OF_TESTS = /\.test\.ts$|-cases\.ts$|^src\/(fixtures|ops\/(matrix|sweep))\//;
/** A destructuring of tfjs: a bundler cannot tell what is needed of it then, and keeps all. */
const TAKES_ALL = /\} = tf;/;
const BUILTIN = new Set(builtinModules.flatMap((name) => [name, `node:${name}`]));

/** All forbidden imports and dependencies in the workspace at `root`, as lines of text. */
export async function findBadImports(root) {
  const units = await workspaceUnits(root);
  const arrows = readArrows(root);
  const kinds = new Map(units.map((unit) => [unit.name, unit]));
  const problems = [];
  for (const unit of units) {
    const label = `${unit.kind}s/${unit.name}`;
    if (unit.kind === 'package' && !(unit.name in arrows)) {
      const list = unit.pkg.private ? 'tools/arrows.mjs' : 'topics.json';
      problems.push(`${label}: expected a package of ${list}, got ${unit.name}`);
      continue;
    }
    const allowed = unit.kind === 'package' ? mayImport(unit.name, arrows) : undefined;
    const add = (where, text) => problems.push(`${label}/${where}: ${text}`);
    for (const name of declared(unit.pkg)) {
      const problem = name.startsWith('@dl/') && judgeDependency(name.slice(4), { allowed, kinds });
      if (problem) add('package.json', problem);
    }
    for (const file of await filesBelow(unit.folder)) {
      if (!/\.(ts|mts|js|mjs)$/.test(file) || /^[^/]*\.config\.ts$/.test(file)) continue;
      const text = await readFile(path.join(unit.folder, file), 'utf8');
      for (const id of importsOf(text)) {
        const problem = judge(id, file, { unit, allowed, kinds });
        if (problem) add(file, problem);
      }
      if (isSource(unit, file) && TAKES_ALL.test(text)) {
        add(
          file,
          'expected members of tfjs as tf.NAME, got a destructuring: bundles keep all of it',
        );
      }
    }
  }
  return problems;
}

/** The module names that a source text imports, statically or dynamically. */
export function importsOf(text) {
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
}

/** Whether a file is a part of what a package publishes. */
function isSource(unit, file) {
  return unit.kind === 'package' && /^(src|wasm)\//.test(file) && !OF_TESTS.test(file);
}

function judge(id, file, { unit, allowed, kinds }) {
  const published = isSource(unit, file);
  if (id.startsWith('.')) {
    const target = path.posix.join(path.posix.dirname(file), id);
    const leaves = target.startsWith('..');
    return leaves && published ? `expected an import inside the package, got ${id}` : undefined;
  }
  if (BUILTIN.has(id)) return undefined;
  const name = packageName(id);
  if (!name.startsWith('@dl/')) {
    const known = !published || declared(unit.pkg, { forSources: true }).has(name);
    return known ? undefined : `expected ${name} among the dependencies, got none`;
  }
  const topic = name.slice(4);
  const problem = judgeDependency(topic, { allowed: published ? allowed : undefined, kinds });
  if (problem) return problem;
  const inside = id.slice(name.length);
  const isOpen = hasDoor(kinds.get(topic)?.pkg, inside);
  if (inside && !isOpen && !(file.startsWith('wasm/') && inside.startsWith('/wasm/'))) {
    return `expected an import of ${name}, got ${id}`;
  }
  if (published && topic !== unit.name && !declared(unit.pkg, { forSources: true }).has(name)) {
    return `expected ${name} among the dependencies, got none`;
  }
  return undefined;
}

/** What is wrong with needing `@dl/topic`; `allowed` undefined means that any package may be needed. */
function judgeDependency(topic, { allowed, kinds }) {
  if (!kinds.has(topic)) return `expected a package of this workspace, got @dl/${topic}`;
  if (kinds.get(topic)?.kind === 'app') return `expected a package, got the app @dl/${topic}`;
  if (!allowed || allowed.has(topic)) return undefined;
  if (FOR_TESTS.includes(topic)) return `expected @dl/${topic} in tests and benches only`;
  const names = [...allowed].map((name) => `@dl/${name}`).join(', ');
  return `expected ${names ? `one of ${names}` : 'no package'}, got @dl/${topic}`;
}

/** Whether a package's export map has this path, as it is or by a pattern. */
function hasDoor(pkg, inside) {
  return Object.keys(pkg?.exports ?? {}).some((door) => {
    const [start, end] = door.split('*');
    if (end === undefined) return door === `.${inside}`;
    return `.${inside}`.startsWith(start) && `.${inside}`.endsWith(end);
  });
}

function packageName(id) {
  return id
    .split('/')
    .slice(0, id.startsWith('@') ? 2 : 1)
    .join('/');
}

function declared(pkg, { forSources = false } = {}) {
  const kinds = ['dependencies', 'peerDependencies', 'optionalDependencies'];
  if (!forSources) kinds.push('devDependencies');
  return new Set(kinds.flatMap((kind) => Object.keys(pkg[kind] ?? {})));
}

if (isMain(import.meta.url)) {
  const root = process.argv[2] ?? ROOT;
  const problems = [...(await findBadImports(root)), ...(await findCircles(root))];
  report('check:imports', problems, 'every import follows an arrow, none closes a circle');
}
