import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './paths';
import type { Result } from './result';
import { topicOf } from './row';

/** A run of a long row, as it is kept in `records/`. */
export interface Record {
  /** Of the run, ISO 8601, UTC. */
  date: string;
  /** What was checked out; `+` follows if files were changed. */
  commit: string;
  seed: string;
  command: string;
  node: string;
  result: Result;
}

/** Where the records lie. */
export const RECORDS = path.join(ROOT, 'apps/bench/records');

/** The last recorded run of a row, or undefined. */
export function readRecord(id: string, folder = RECORDS): Record | undefined {
  return readTopic(id, folder)[id];
}

/** The records of a row's topic, by id. */
function readTopic(id: string, folder: string): { readonly [id: string]: Record } {
  try {
    return JSON.parse(readFileSync(fileOf(id, folder), 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}

/** Keeps a run as the row's last one. */
export function writeRecord(
  result: Result,
  { seed, command }: { seed: string; command: string },
  folder = RECORDS,
): Record {
  const { version: node } = process;
  const date = new Date().toISOString();
  const record = { date, commit: currentCommit(), seed, command, node, result };
  const file = fileOf(result.id, folder);
  mkdirSync(path.dirname(file), { recursive: true });
  const all = { ...readTopic(result.id, folder), [result.id]: record };
  const sorted = Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(file, `${JSON.stringify(sorted, null, 2)}\n`);
  return record;
}

/** One line that says where a recorded figure comes from. */
export function provenance({ date, commit, seed, command, node }: Record): string {
  return `recorded ${date.slice(0, 10)}, commit ${commit}, seed ${seed}, Node ${node}: ${command}`;
}

/** A file a topic. */
function fileOf(id: string, folder: string): string {
  return path.join(folder, `${topicOf({ id })}.json`);
}

function currentCommit(): string {
  try {
    const git = (...args: string[]) =>
      execFileSync('git', args, {
        cwd: ROOT,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
    const changed = git('status', '--porcelain', '--', '.', ':!apps/bench/records').trim() !== '';
    return git('rev-parse', '--short=12', 'HEAD').trim() + (changed ? '+' : '');
  } catch {
    return 'none';
  }
}
