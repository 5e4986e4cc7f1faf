/**
 * Runs studies, which measure what the chapters quote: `pnpm lessons`
 *
 *   --list           all of them, with the date of their figures
 *   --record ID …    runs them at their full sizes and writes packages/lessons/figures/ID.json
 *   --confirm ID …   after a change that moves no number: runs them in small, and marks their figures as those of the
 *                    sources as they are, if that gives what it gave
 *   --run ID …       runs them in small and prints what they give
 */
import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createServer } from 'vite';
import { FIGURES, fingerprint, readFigures, studyFiles } from './figures.mjs';
import { ROOT } from './run.mjs';
import { isMain } from './workspace.mjs';

const PACKAGES = path.join(ROOT, 'packages');

/** How far a figure of a quick run may be from the one that was recorded: another engine rounds otherwise. */
const NEAR = 1e-3;

/** Loads the packages from their sources, as the tests do; `close` ends what that takes. */
async function sources() {
  const server = await createServer({
    configFile: false,
    root: ROOT,
    logLevel: 'error',
    appType: 'custom',
    server: { middlewareMode: true, hmr: false, watch: null, ws: false },
    optimizeDeps: { noDiscovery: true },
    resolve: {
      alias: [
        { find: /^@dl\/lessons\/(.+)$/, replacement: `${PACKAGES}/lessons/src/$1.ts` },
        { find: /^@dl\/([a-z0-9-]+)\/([a-z]+)$/, replacement: `${PACKAGES}/$1/src/doors/$2.ts` },
        { find: /^@dl\/([a-z0-9-]+)$/, replacement: `${PACKAGES}/$1/src/index.ts` },
      ],
    },
  });
  return { load: (file) => server.ssrLoadModule(file), close: () => server.close() };
}

/** Whether two results of a study are the same, but for what differs from run to run. */
export function agree(a, b, unsteady = []) {
  const steady = (figures) =>
    Object.entries(figures)
      .filter(([name]) => !unsteady.includes(name))
      .flatMap(([name, value]) => [value].flat().map((number, i) => [`${name}.${i}`, number]));
  const [first, second] = [new Map(steady(a)), new Map(steady(b))];
  if (first.size !== second.size) return false;
  return [...first].every(([name, value]) => {
    return Math.abs(value - second.get(name)) <= NEAR * Math.max(1, Math.abs(value));
  });
}

function commitNow() {
  const git = (...args) => execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim();
  const changed = git('status', '--porcelain', '--', 'packages/*/src', ':!*.test.ts');
  return git('rev-parse', '--short=12', 'HEAD') + (changed ? '+' : '');
}

function machine() {
  const cpus = os.cpus();
  const cpu = (cpus[0]?.model ?? 'unknown').replace(/\s+/g, ' ').trim();
  return { cpu, cores: cpus.length, os: `${os.type()} ${os.machine()}` };
}

/** Few digits: what is left out no text shows, and no two machines share. */
const rounded = (figures) =>
  Object.fromEntries(
    Object.entries(figures).map(([name, value]) => {
      const round = (number) => Number(number.toPrecision(6));
      return [name, Array.isArray(value) ? value.map(round) : round(value)];
    }),
  );

async function keep(record) {
  const file = path.join(ROOT, FIGURES, `${record.id}.json`);
  await mkdir(path.dirname(file), { recursive: true });
  // A list of numbers is a row of a table: on one line.
  const text = JSON.stringify(record, null, 2).replace(
    /\[\n\s+([-\d.e+,\s]+?)\n\s+\]/g,
    (_, inner) => `[${inner.replace(/\s+/g, ' ')}]`,
  );
  await writeFile(file, `${text}\n`);
}

async function record(id, study, file) {
  const start = performance.now();
  const about = { date: new Date().toISOString(), commit: commitNow(), node: process.version };
  const values = rounded(await study.run(study.full));
  const quick = rounded(await study.run(study.quick));
  const command = `pnpm lessons --record ${id}`;
  const made = await fingerprint(file);
  await keep({ id, ...about, machine: machine(), command, sizes: study.full, made, values, quick });
  console.log(`${id}: recorded, ${((performance.now() - start) / 1000).toFixed(1)} s`);
}

async function confirm(id, study, file) {
  const old = readFigures()[id];
  if (old === undefined)
    throw new Error(`lessons: --confirm: expected a record of ${id}, got none`);
  const quick = rounded(await study.run(study.quick));
  if (JSON.stringify(study.full) !== JSON.stringify(old.sizes)) {
    throw new Error(`lessons: --confirm ${id}: expected the sizes that were recorded, got others`);
  }
  if (!agree(old.quick, quick, study.unsteady)) {
    throw new Error(`lessons: --confirm ${id}: expected what a quick run gave, got other numbers`);
  }
  await keep({ ...old, made: await fingerprint(file) });
  console.log(`${id}: confirmed`);
}

async function main() {
  const { values: options, positionals } = parseArgs({
    allowPositionals: true,
    options: Object.fromEntries(
      ['list', 'record', 'confirm', 'run'].map((name) => [name, { type: 'boolean' }]),
    ),
  });
  const files = studyFiles();
  const [does = 'list'] = Object.keys(options);
  if (does === 'list') {
    const records = readFigures();
    for (const id of Object.keys(files)) console.log(`${id}: ${records[id]?.date ?? 'no record'}`);
    return;
  }
  for (const id of positionals) {
    if (id in files) continue;
    const known = Object.keys(files).join(', ');
    throw new RangeError(`lessons: --${does}: expected one of ${known}, got ${id}`);
  }
  const { load, close } = await sources();
  try {
    const { setup } = await load(path.join(PACKAGES, 'core/src/index.ts'));
    await setup({ backend: 'wasm' });
    for (const id of positionals) {
      const { study } = await load(path.join(ROOT, files[id]));
      if (does === 'record') await record(id, study, files[id]);
      if (does === 'confirm') await confirm(id, study, files[id]);
      if (does === 'run') console.log(id, await study.run(study.quick));
    }
  } finally {
    await close();
  }
}

if (isMain(import.meta.url)) {
  await main().catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
  // Left to itself, tfjs's backend would keep the process alive.
  process.exit();
}
