import Table from 'cli-table3';
import pc from 'picocolors';
import { Child } from '../child';
import type { Row } from '../row';
import { number } from '../table';
import { KERNELS } from './parts';
import type { Profile } from './profile-work';

const PROFILE_MS = 1000;

/** Of a part's functions those are shown that take this share of a run, and no more than so many. */
const LEAST_SHARE = 0.01;
const MOST_PLACES = 6;

/** Prints where the time of our side of each timed row goes, a table a form of its work. */
export async function printProfiles(
  rows: readonly Row[],
  say: (text: string) => void,
): Promise<void> {
  for (const row of rows) {
    if (row.ours === undefined) continue;
    say(`${row.id} …`);
    const child = await Child.node('ours', row.id, 'ours');
    try {
      for (const variant of child.variants) {
        const profile = await child.request<Profile>({ variant, profile: PROFILE_MS });
        const title = [pc.bold(row.id), variant].filter((part) => part !== '').join(' ');
        const time = `${number(profile.msEach * 1000)} µs a run`;
        process.stdout.write(`\n${title}: ${time}\n${row.row}\n${profileTable(profile)}\n`);
      }
    } finally {
      await child.close();
    }
  }
}

/** One table: the parts of a run by their sampled share, and under the kernels each of them by the clock. */
export function profileTable({ msEach, parts, kernels }: Profile): string {
  const table = new Table({
    head: ['part', 'share', 'µs a run', 'calls'],
    colAligns: ['left', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  const cells = (name: string, ms: number, calls = '') => [
    name,
    `${((ms / msEach) * 100).toFixed(1)}%`,
    number(ms * 1000),
    calls,
  ];
  for (const { part, share, within } of parts) {
    table.push(cells(part, share * msEach));
    if (part === KERNELS) {
      for (const { name, ms, calls } of kernels) table.push(cells(`  ${name}`, ms, number(calls)));
    } else {
      const worth = within
        .filter(({ name, share }) => share >= LEAST_SHARE && !name.startsWith('('))
        .slice(0, MOST_PLACES);
      for (const place of worth) table.push(cells(`  ${place.name}`, place.share * msEach));
    }
  }
  return table.toString();
}
