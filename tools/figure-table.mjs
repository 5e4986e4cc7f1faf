/** The benches' figures as the table that README.md may hold. */

/**
 * The figures beside their peers, a row an id in the order of the benches, as the table of README.md: what each Node
 * gives, ours and the peer's, and the ratio.
 */
export function readmeTable(runs) {
  const byId = new Map();
  for (const { node, results } of runs) {
    for (const result of results.filter(({ ratio, peerName }) => ratio !== null && peerName)) {
      const row = byId.get(result.id) ?? { unit: result.unit, peer: result.peerName };
      row[node.split('.')[0]] = result;
      byId.set(result.id, row);
    }
  }
  const cells = (result) =>
    result
      ? `${number(result.ours)}, ${number(result.peer)} | **${number(result.ratio)} ×**`
      : '– | –';
  const topics = [...new Set([...byId.keys()].map((id) => id.split('/')[0]))].sort();
  const rows = topics.flatMap((topic) =>
    [...byId]
      .filter(([id]) => id.startsWith(`${topic}/`))
      .map(([id, row]) => {
        return `| \`${id}\` | ${row.peer} | ${row.unit} | ${cells(row.v20)} | ${cells(row.v24)} |`;
      }),
  );
  return [
    '| row | peer | unit | Node 20: ours, peer | ratio | Node 24: ours, peer | ratio |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

/** A figure as tables have it: three digits, or whole with commas. */
export function number(value) {
  return value >= 1000
    ? Math.round(value).toLocaleString('en-US')
    : String(Number(value.toPrecision(3)));
}

const BETWEEN = /(<!-- figures -->\n)[\s\S]*?(<!-- end of figures -->)/;

/** Whether a README has a place for the table. */
export function hasTable(readme) {
  return BETWEEN.test(readme);
}

/** The README with the table of these runs in place of its own. */
export function withTable(readme, runs) {
  if (!hasTable(readme)) throw new Error('README.md: expected <!-- figures -->, got none');
  return readme.replace(BETWEEN, (_, before, after) => `${before}${readmeTable(runs)}\n${after}`);
}
