/** One cell of a table: null where it is missing. */
export type Cell = number | string | boolean | null | undefined;

/** One row of a table, by the names of its columns. */
export type TableRecord = Readonly<Record<string, Cell>>;
