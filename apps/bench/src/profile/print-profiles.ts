import Table from 'cli-table3';
import pc from 'picocolors';
import { Child } from '../child';
import type { Row } from '../row';
import { number } from '../table';
import type { Profile } from './profile-work';
import { JAVASCRIPT } from './recorder';

const PROFILE_MS = 3000;

/** Kernels that take less than this share of a run are shown as one line. */
const LEAST_SHARE = 0.005;

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
        process.stdout.write(`\n${title}\n${row.row}\n${summary(profile)}\n`);
        process.stdout.write(`${profileTable(profile)}\n`);
      }
    } finally {
      await child.close();
    }
  }
}

function summary({ ms, msFastest, runs, of }: Profile): string {
  const micro = (time: number) => `${number(time * 1000)} µs`;
  return `${micro(ms)}, each call at its fastest of ${runs} runs (${of - runs} made other calls); the fastest run took ${micro(msFastest)}`;
}

/** One table: each kernel, and JavaScript between them. */
export function profileTable({ ms, msJavaScript, calls }: Profile): string {
  const table = new Table({
    head: ['kernel', 'calls', 'µs a run', 'share', 'JavaScript after it, µs'],
    colAligns: ['left', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  const cells = (name: string, count: string, time: number, after: string) => [
    ...[name, count, number(time * 1000), `${((time / ms) * 100).toFixed(1)}%`, after],
  ];
  table.push(cells(JAVASCRIPT, '', msJavaScript, ''));
  const isWorth = (call: Profile['calls'][number]) => call.ms + call.msAfter >= LEAST_SHARE * ms;
  for (const call of calls.filter(isWorth)) {
    table.push(cells(call.name, number(call.calls), call.ms, number(call.msAfter * 1000)));
  }
  const others = calls.filter((call) => !isWorth(call));
  if (others.length > 0) {
    const sum = (of: (call: (typeof others)[number]) => number) =>
      others.reduce((total, call) => total + of(call), 0);
    const after = number(sum(({ msAfter }) => msAfter) * 1000);
    const name = `${others.length} others`;
    table.push(
      cells(
        name,
        number(sum(({ calls }) => calls)),
        sum(({ ms }) => ms),
        after,
      ),
    );
  }
  return table.toString();
}
