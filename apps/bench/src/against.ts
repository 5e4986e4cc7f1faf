import path from 'node:path';
import Table from 'cli-table3';
import { Child } from './child';
import { measure } from './measure';
import type { Row, TimedRow } from './row';
import { median, quantile, round } from './statistics';

/** How one form of a row does here against another checkout; over 1: faster here. */
export interface Comparison {
  readonly id: string;
  readonly form: string;
  /** Medians and minima, in ms a run. */
  readonly here: { readonly median: number; readonly least: number };
  readonly there: { readonly median: number; readonly least: number };
  /** The median of the ratios of neighbouring samples, there / here. */
  readonly ratio: number;
  /** Where that median lies, by 95% (order statistics). */
  readonly interval: readonly [low: number, high: number];
  /** Of the two minima. */
  readonly ofLeast: number;
}

const PAIRS = 25;

/** Measures our side of each timed row in turn with that of `checkout`, which is built. */
export async function compareRows(
  rows: readonly Row[],
  checkout: string,
  say: (text: string) => void,
): Promise<Comparison[]> {
  const contender = path.resolve(checkout, 'apps/bench/dist/contender.js');
  const comparisons: Comparison[] = [];
  for (const row of rows) {
    if (row.ours === undefined) continue;
    say(`${row.id} …`);
    comparisons.push(...(await compare(row, contender)));
  }
  return comparisons;
}

async function compare({ id, plan }: TimedRow, contender: string): Promise<Comparison[]> {
  const here = await Child.node('here', id, 'ours');
  try {
    const there = await Child.start('there', process.execPath, [contender, id, 'ours']);
    try {
      const samples = await measure(here, there, { ...plan, repeats: PAIRS, budgetMs: 60_000 });
      return samples.map(({ variant, ours, peer }) => comparison(id, variant, ours, peer));
    } finally {
      await there.close();
    }
  } finally {
    await here.close();
  }
}

/** The result of one variant: the medians of both checkouts, and how far apart they are. */
export function comparison(
  id: string,
  form: string,
  here: readonly number[],
  there: readonly number[],
): Comparison {
  const ratios = here.map((ms, i) => (there[i] as number) / ms);
  // The ranks between which the median lies by 95%: n/2 ± 1.96 √n / 2.
  const margin = 0.98 / Math.sqrt(ratios.length);
  const of = (values: readonly number[]) => ({
    median: round(median(values)),
    least: round(Math.min(...values)),
  });
  return {
    id,
    form,
    here: of(here),
    there: of(there),
    ratio: round(median(ratios)),
    interval: [
      round(quantile(ratios, Math.max(0, 0.5 - margin))),
      round(quantile(ratios, Math.min(1, 0.5 + margin))),
    ],
    ofLeast: round(Math.min(...there) / Math.min(...here)),
  };
}

/** The comparisons for people. */
export function comparisonTable(comparisons: readonly Comparison[]): string {
  const table = new Table({
    head: ['row', 'ms here', 'ms there', 'ratio', '95%', 'of minima'],
    style: { head: [], border: [] },
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right'],
  });
  for (const { id, form, here, there, ratio, interval, ofLeast } of comparisons) {
    const name = form === '' ? id : `${id} ${form}`;
    table.push([name, here.median, there.median, ratio, interval.join('–'), ofLeast]);
  }
  return table.toString();
}
