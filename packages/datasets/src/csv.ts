/** A table of texts. */
export interface CsvTable {
  readonly rows: number;
  /** The entries of one column. */
  column(name: string): string[];
}

/**
 * Reads comma-separated values with a head line, without quotes.
 *
 * @param where what errors begin with
 * @param needed columns that must be there
 * @throws Error for a missing column, a row of another width, or a quote
 */
export function parseCsv(where: string, text: string, needed: readonly string[]): CsvTable {
  if (text.includes('"')) throw new Error(`${where}: expected values without quotes, got a quote`);
  const [head = [], ...rows] = text
    .trimEnd()
    .split(/\r?\n/)
    .map((line) => line.split(','));
  for (const name of needed) {
    if (!head.includes(name)) {
      throw new Error(`${where}: expected a column ${name}, got ${head.join(', ')}`);
    }
  }
  rows.forEach((row, i) => {
    if (row.length === head.length) return;
    throw new Error(`${where}: row ${i + 1}: expected ${head.length} values, got ${row.length}`);
  });
  return {
    rows: rows.length,
    column(name) {
      const at = head.indexOf(name);
      return rows.map((row) => row[at] as string);
    },
  };
}
