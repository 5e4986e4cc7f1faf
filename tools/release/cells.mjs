/** The cells of one row, filled one after the other; what went wrong is kept beside them. */
export class Row {
  constructor(name) {
    this.name = name;
    this.cells = new Map();
    this.problems = [];
  }

  /** Fills `column` with ✓ (or the text that `check` gives), or ✗ where it throws or finds problems. */
  async fill(column, check) {
    const found = [];
    let text = '';
    try {
      text = (await check((problem) => void found.push(problem))) ?? '';
    } catch (error) {
      found.push(error.message);
    }
    for (const problem of found) this.problems.push({ column, problem });
    const mark = found.length === 0 ? '✓' : '✗';
    this.cells.set(column, [text, mark].filter(Boolean).join(' '));
    return found.length === 0;
  }
}

/** The rows as a table; a cell that was never filled is «–». */
export function renderTable(first, columns, rows) {
  const lines = [
    [first, ...columns],
    ...rows.map(({ name, cells }) => [name, ...columns.map((column) => cells.get(column) ?? '–')]),
  ];
  const widths = lines[0].map((_, i) => Math.max(...lines.map((line) => line[i].length)));
  const draw = (line) =>
    line
      .map((cell, i) => cell.padEnd(widths[i]))
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  return [draw(lines[0]), rule, ...lines.slice(1).map(draw)].join('\n');
}

/** One paragraph for each ✗: where, and what was found. */
export function renderProblems(rows) {
  return rows.flatMap(({ name, problems }) =>
    problems.map(({ column, problem }) => `✗ ${name}, ${column}: ${problem.trim()}`),
  );
}
