import Table from 'cli-table3';
import pc from 'picocolors';
import { passes, type Result } from './result';

/** A result with what only people are shown. */
export interface Line {
  result: Result;
  bar: number | undefined;
}

/** A table of results, with what each should reach and whether it does. */
export function resultTable(lines: readonly Line[]): string {
  const table = new Table({
    head: ['row', 'ours', 'peer', 'ratio', 'at least', 'spread', ''],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right', 'left'],
    colWidths: [46, null, 24],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const { result, bar } of lines) {
    const { id, row, unit, ours, peer, peerName, ratio, spread } = result;
    const ofFigure = peerName === null;
    table.push([
      `${pc.bold(id)}\n${row}`,
      `${number(ours)}\n${unit}`,
      peerName === null ? '–' : `${number(peer)}\n${peerName}`,
      ratio === null ? '–' : `${number(ratio)} ×`,
      bar === undefined ? '–' : `${number(bar)}${ofFigure ? '' : ' ×'}`,
      spread === null ? '–' : `${(spread * 100).toFixed(0)}%`,
      verdict(passes(result, bar)),
    ]);
  }
  return table.toString();
}

function verdict(passed: boolean | null): string {
  if (passed === null) return '';
  return passed ? pc.green('✓') : pc.red('✗');
}

/** Three digits, with thousands set apart. */
export function number(value: number | null): string {
  if (value === null) return '–';
  const digits = Math.abs(value) >= 100 ? 0 : undefined;
  return value.toLocaleString(
    'en',
    digits === 0 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 },
  );
}
