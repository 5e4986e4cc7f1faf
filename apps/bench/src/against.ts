import path from 'node:path';
import Table from 'cli-table3';
import { Child } from './child';
import { measure } from './measure';
import { ROOT } from './paths';
import { PLACEMENTS, placedBy } from './placement';
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

/** At each place of the heap. */
const PAIRS = 9;

/** Measures our side of each timed row in turn with that of `checkout`, which is built, at several places of the heap. */
export async function compareRows(
  rows: readonly Row[],
  checkout: string,
  say: (text: string) => void,
): Promise<Comparison[]> {
  const root = path.resolve(checkout);
  const comparisons: Comparison[] = [];
  for (const row of rows) {
    if (row.ours === undefined) continue;
    say(`${row.id} …`);
    comparisons.push(...(await compare(row, root)));
  }
  return comparisons;
}

async function compare(row: TimedRow, checkout: string): Promise<Comparison[]> {
  const sides = new Map<string, { here: number[]; there: number[] }>();
  for (const bytes of PLACEMENTS) {
    for (const { variant, ours, peer } of await compareAt(row, checkout, bytes)) {
      const { here, there } = sides.get(variant) ?? { here: [], there: [] };
      sides.set(variant, { here: [...here, ...ours], there: [...there, ...peer] });
    }
  }
  return [...sides].map(([form, { here, there }]) => comparison(row.id, form, here, there));
}

/** Pairs of samples at one place of the heap. */
async function compareAt({ id, plan }: TimedRow, checkout: string, bytes: number) {
  const start = (name: string, root: string) => {
    const contender = path.join(root, 'apps/bench/dist/contender.js');
    return Child.start(name, process.execPath, [...placedBy(root, bytes), contender, id, 'ours']);
  };
  const here = await start('here', ROOT);
  try {
    const there = await start('there', checkout);
    try {
      return await measure(here, there, { ...plan, repeats: PAIRS, budgetMs: 20_000 });
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
