/**
 * Records the figures of the site's benchmark page, docs/data/benchmarks.json:
 *
 *   node tools/bench-page.mjs [topic …] [--only ID …] [--fresh] [--this-node]
 *
 * It runs the benches under this Node and then (unless `--this-node`) under Node 24, and keeps with what they gave the machine, the date, the
 * commit and the command. Figures that are not measured anew stay with the run that they come from. What READMEs
 * quote is made of the same figures.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { node24 } from './node-24.mjs';
import { ROOT, run } from './run.mjs';
import { syncTopics } from './sync-topics.mjs';
import { isMain } from './workspace.mjs';

const FILE = path.join(ROOT, 'docs/data/benchmarks.json');

/** The runs that the benches' results with `args` come from, under this Node or under Node 24. */
async function measure(args, node) {
  const start = new Date().toISOString();
  const given = [...args, '--json', ...(node ? ['--node', String(node)] : [])];
  const command = ['pnpm bench', ...given].join(' ');
  console.error(command);
  const results = collect(['apps/bench/bin.mjs', ...given]);
  const version = node ? await versionOf(await node24()) : process.version;
  const now = { date: start, commit: currentCommit(), node: version, machine: machine(), command };
  const runs = new Map([['now', { ...now, results: [] }]]);
  for (const result of results) {
    const record = await recordOf(result.id);
    // A long row prints its last record: then it is that run's figure, not this one's.
    const old = record && record.date < start;
    const key = old ? [record.commit, record.node, record.command].join() : 'now';
    if (!runs.has(key)) {
      const { date, commit, node: by, command: as } = record;
      runs.set(key, { date, commit, node: by, machine: null, command: as, results: [] });
    }
    runs.get(key).results.push(result);
  }
  return [...runs.values()].filter((run) => run.results.length > 0);
}

/** What a long row was recorded as, if it is one. */
async function recordOf(id) {
  const file = path.join(ROOT, 'apps/bench/records', `${id.split('/')[0]}.json`);
  return existsSync(file) ? JSON.parse(await readFile(file, 'utf8'))[id] : undefined;
}

/** What a program prints on stdout, as JSON; its stderr is shown. */
function collect(args) {
  const text = execFileSync(process.execPath, args, {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 2 ** 26,
  });
  return JSON.parse(text);
}

async function versionOf(node) {
  return (await run(node, ['--version'])).output.trim();
}

function machine() {
  const cpus = os.cpus();
  const cpu = (cpus[0]?.model ?? 'unknown').replace(/\s+/g, ' ').trim();
  return { cpu, cores: cpus.length, os: `${os.type()} ${os.machine()}` };
}

function currentCommit() {
  const git = (...args) => execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim();
  const changed = git('status', '--porcelain', '--', '.', ':!docs/data', ':!apps/bench/records');
  return git('rev-parse', '--short=12', 'HEAD') + (changed ? '+' : '');
}

/** `runs` with a new one in front: it takes the place of the figures of the same rows under the same major of Node. */
export function merge(runs, fresh) {
  const major = ({ node }) => node.split('.')[0];
  const measured = new Set(fresh.results.map(({ id }) => id));
  const kept = runs.map((old) =>
    major(old) === major(fresh)
      ? { ...old, results: old.results.filter(({ id }) => !measured.has(id)) }
      : old,
  );
  return [fresh, ...kept.filter(({ results }) => results.length > 0)];
}

async function main(args) {
  const nodes = args.includes('--this-node') ? [undefined] : [undefined, 24];
  const given = args.filter((arg) => arg !== '--this-node');
  let runs = JSON.parse(await readFile(FILE, 'utf8').catch(() => '{ "runs": [] }')).runs;
  for (const node of nodes) {
    for (const fresh of await measure(given, node)) runs = merge(runs, fresh);
    await mkdir(path.dirname(FILE), { recursive: true });
    await writeFile(FILE, `${JSON.stringify({ runs }, null, 2)}\n`);
  }
  await syncTopics();
  const count = runs.reduce((sum, { results }) => sum + results.length, 0);
  console.log(`docs/data/benchmarks.json: ${count} figures of ${runs.length} runs`);
}

if (isMain(import.meta.url)) await main(process.argv.slice(2));
