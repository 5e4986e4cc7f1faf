/** Puts what the benches have measured, docs/data/benchmarks.json, into the READMEs that quote it. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { withTable } from './bench-page.mjs';

const DATA = 'docs/data/benchmarks.json';

const MARK = /(<!-- bench ([\w/-]+) (ours|peer|ratio) -->)[^<]*(<!-- \/bench -->)/g;

/** The files of `names` that quote figures, and how each is to be, for `pnpm topics`. */
export function readmeFigures(names, root) {
  const data = path.join(root, DATA);
  if (!existsSync(data)) return [];
  const { runs } = JSON.parse(readFileSync(data, 'utf8'));
  return names.map((name) => [`packages/${name}/README.md`, (text) => fillBench(text, runs)]);
}

/** The root's README, with the table of the same figures. */
export function rootFigures(text, root) {
  const data = path.join(root, DATA);
  if (!existsSync(data)) return text;
  return withTable(text, JSON.parse(readFileSync(data, 'utf8')).runs);
}

/**
 * `text` with figures between its marks: `<!-- bench attention/memory ours -->19<!-- /bench -->`, whole numbers of the oldest
 * Node that was measured.
 *
 * @throws Error for a row that was not measured
 */
export function fillBench(text, runs) {
  const oldest = [...runs].sort((a, b) => major(a) - major(b));
  return text.replace(MARK, (_, start, id, side, end) => {
    const results = oldest.flatMap((run) => run.results);
    const value = results.find((result) => result.id === id)?.[side];
    if (value == null) throw new Error(`README: ${id} ${side}: expected a figure, got none`);
    return `${start}${Math.round(value).toLocaleString('en-US')}${end}`;
  });
}

const major = ({ node }) => Number(/\d+/.exec(node)?.[0]);
