import { runUnder24 } from './node-24';
import { type Options, readOptions } from './options';
import { provenance, readRecord, writeRecord } from './records';
import { barOf, missingResult, type Result } from './result';
import type { Row } from './row';
import { choose, ROWS, topicsOf } from './rows';
import { hasFused, runRow } from './run-row';
import { resultTable } from './table';

const args = process.argv.slice(2);

/** Progress and trouble: never on stdout, which is the results' own. */
function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

async function main(): Promise<void> {
  const options = await readOptions(args, topicsOf(ROWS));
  const rows = choose(ROWS, options);
  if (options.node !== undefined && !process.version.startsWith(`v${options.node}.`)) {
    process.exitCode = await runUnder24(args);
    return;
  }
  if (options.backend === 'webgpu') {
    const { printGpu } = await import('./gpu/print-gpu');
    await printGpu(options.json, say);
    return;
  }
  if (options.profile) {
    const { printProfiles } = await import('./profile/print-profiles');
    await printProfiles(rows, say);
    return;
  }
  if (options.against !== undefined) {
    const { comparisonTable, compareRows } = await import('./against');
    const comparisons = await compareRows(rows, options.against, say);
    const text = options.json ? JSON.stringify(comparisons, null, 2) : comparisonTable(comparisons);
    process.stdout.write(`${text}\n`);
    return;
  }
  const notes: string[] = [];
  const results: Result[] = [];
  for (const row of rows) results.push(await resultOf(row, options, notes));
  if (options.json) {
    process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
    return;
  }
  const bars = rows.map(({ atLeast }) => barOf(atLeast, hasFused()));
  const lines = results.map((result, i) => ({ result, bar: bars[i] }));
  const text = [
    resultTable(lines),
    `Node ${process.version}, one thread; medians; spread: interquartile range over median, of the ratio.`,
    ...notes,
  ];
  process.stdout.write(`${text.join('\n')}\n`);
}

/** Measures a row, or takes its record if it is a long one. What fails is said and leaves a hole, not the others out. */
async function resultOf(row: Row, { fresh, json }: Options, notes: string[]): Promise<Result> {
  const note = (text: string) => {
    notes.push(`${row.id}: ${text}`);
    if (json) say(`${row.id}: ${text}`);
  };
  if (row.recorded && !fresh) {
    const record = readRecord(row.id);
    note(record ? provenance(record) : 'no record yet: run it with --fresh');
    return record?.result ?? missingResult(row);
  }
  say(`${row.id} …`);
  const start = performance.now();
  try {
    const result = await runRow(row, (text) => say(`  ${text}`));
    say(`  ${((performance.now() - start) / 1000).toFixed(1)} s`);
    if (row.recorded) {
      const command = ['pnpm bench', ...args].join(' ');
      note(provenance(writeRecord(result, { seed: row.recorded.seed, command })));
    }
    return result;
  } catch (error) {
    say(`  ${(error as Error).stack}`);
    process.exitCode = 1;
    return missingResult(row);
  }
}

await main().catch((error: Error) => {
  say(error.message);
  process.exitCode = 1;
});
