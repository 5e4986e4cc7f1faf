/**
 * Puts what the benches have measured, docs/data/benchmarks.json, into the READMEs that quote it: `pnpm topics` writes them.
 *
 *   node tools/readme-figures.mjs --check           fails where a README quotes what is no longer measured
 *   node tools/readme-figures.mjs --bars ID …       prints rows as bars, as `<!-- bars ID … -->` in README.md gets them
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './run.mjs';
import { standingTopics } from './topics.mjs';
import { isMain } from './workspace.mjs';

const DATA = 'docs/data/benchmarks.json';

const MARK = /(<!-- bench ([\w/-]+) (ours|peer|ratio) -->)[^<]*(<!-- \/bench -->)/g;

/** The files of `names` that quote figures, and how each is to be, for `pnpm topics`. */
export function readmeFigures(names, root) {
  const data = path.join(root, DATA);
  if (!existsSync(data)) return [];
  const { runs } = JSON.parse(readFileSync(data, 'utf8'));
  return names.map((name) => [`packages/${name}/README.md`, (text) => fillBench(text, runs)]);
}

/** The root's README, with its bars. */
export function rootFigures(text, root) {
  const data = path.join(root, DATA);
  if (!existsSync(data)) return text;
  const { runs } = JSON.parse(readFileSync(data, 'utf8'));
  return fillBars(text, runs);
}

const BARS = /(<!-- bars ([^>]+?) -->\n)[\s\S]*?(<!-- \/bars -->)/g;

/** `text` with bars of the rows that its marks name: `<!-- bars rnn/addition core/product@24 -->` … `<!-- /bars -->`. */
export function fillBars(text, runs) {
  return text.replace(BARS, (_, start, ids, end) => {
    return `${start}\`\`\`text\n${barsOf(ids.split(/\s+/), runs)}\n\`\`\`\n${end}`;
  });
}

/** The longest bar, in characters. */
const WIDEST = 32;

/**
 * Rows as text, a bar for us and one for the peer, as long as their figures are: what was measured, both figures, the ratio.
 *
 * @param ids of rows; `ID@24` is that under Node 24, else under the oldest Node that was measured
 * @throws Error for a row that was not measured, or has no peer
 */
export function barsOf(ids, runs) {
  return ids.map((id) => barOf(id, runs)).join('\n\n');
}

function barOf(asked, runs) {
  const [id, node] = asked.split('@');
  const oldest = [...runs].sort((a, b) => major(a) - major(b));
  const found = oldest.flatMap((run) =>
    node === undefined || major(run) === Number(node)
      ? run.results.filter((result) => result.id === id).map((result) => ({ ...result, run }))
      : [],
  );
  const [result] = found;
  if (result?.peer == null)
    throw new Error(`README: ${asked}: expected a row with a peer, got none`);
  const { row, unit, ours, peer, peerName, ratio, run } = result;
  const names = ['dl', peerName];
  const width = Math.max(...names.map((name) => name.length));
  const most = Math.max(ours, peer);
  const line = (value, i) => {
    const bar = '█'.repeat(Math.round((WIDEST * value) / most)) || '▏';
    return `  ${names[i].padEnd(width)}  ${bar} ${number(value)} ${unit}`;
  };
  const better = (i) =>
    i === 0 ? `, ${number(ratio)} × ${unit === 'MiB' ? 'less' : 'as fast'}` : '';
  const what = row.replace(/, against .*$/, '');
  return [
    `${what} (Node ${major(run)})`,
    ...[ours, peer].map((v, i) => line(v, i) + better(i)),
  ].join('\n');
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

/** Three digits, or whole with commas. */
function number(value) {
  return value >= 1000
    ? Math.round(value).toLocaleString('en-US')
    : String(Number(value.toPrecision(3)));
}

const major = ({ node }) => Number(/\d+/.exec(node)?.[0]);

/** The READMEs of `root` that do not say what was measured. */
function staleReadmes(root) {
  const names = standingTopics(root).map(({ name }) => name);
  const all = [['README.md', (text) => rootFigures(text, root)], ...readmeFigures(names, root)];
  return all.flatMap(([file, fill]) => {
    const text = readFileSync(path.join(root, file), 'utf8');
    return fill(text) === text ? [] : [file];
  });
}

if (isMain(import.meta.url)) {
  const [mode, ...ids] = process.argv.slice(2);
  if (mode === '--bars') {
    console.log(barsOf(ids, JSON.parse(readFileSync(path.join(ROOT, DATA), 'utf8')).runs));
  } else if (mode === '--check') {
    const stale = staleReadmes(ROOT);
    for (const file of stale) console.error(`${file}: expected what was measured: run pnpm topics`);
    process.exitCode = stale.length > 0 ? 1 : 0;
  } else {
    console.error('readme-figures: expected --check or --bars ID …');
    process.exitCode = 2;
  }
}
