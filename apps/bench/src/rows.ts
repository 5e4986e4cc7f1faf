import { ROWS } from './all-rows';
import { type Row, topicOf } from './row';

export { ROWS };

/** The topics that have rows. */
export function topicsOf(rows: readonly Row[]): string[] {
  return [...new Set(rows.map(topicOf))];
}

/**
 * The rows of some topics, or of some ids alone.
 *
 * @throws RangeError for a topic or an id that is not there
 */
export function choose(
  rows: readonly Row[],
  { topics, only }: { topics: readonly string[]; only: readonly string[] },
): Row[] {
  const ids = rows.map(({ id }) => id);
  expectEach('topic', topics, topicsOf(rows));
  expectEach('--only', only, ids);
  return rows.filter(
    (row) =>
      (topics.length === 0 || topics.includes(topicOf(row))) &&
      (only.length === 0 || only.includes(row.id)),
  );
}

function expectEach(what: string, given: readonly string[], known: readonly string[]): void {
  for (const name of given) {
    if (known.includes(name)) continue;
    throw new RangeError(`bench: ${what}: expected one of ${known.join(', ')}, got ${name}`);
  }
}

/** The row of this id. @throws RangeError if there is none */
export function findRow(id: string): Row {
  return choose(ROWS, { topics: [], only: [id] })[0] as Row;
}
