/** The height that a name needs, in pixels, and the most numbers along a width. */
const NAME_HEIGHT = 11;
const MOST_NUMBERS = 16;

/** The names of all rows where they are given and have room, else of the first and the last; numbers from 1 for none. */
export function rowsWithRoom(
  rows: number,
  given: readonly string[] | undefined,
  height: number,
): readonly (string | undefined)[] {
  const names = given ?? Array.from({ length: rows }, (_, i) => String(i + 1));
  if (given && NAME_HEIGHT * rows <= height) return names;
  return rows > 1 ? [names[0], names[rows - 1]] : names;
}

/** The numbers, from 1, of the columns that there is room to number. */
export function columnsWithRoom(columns: number): number[] {
  const by = [1, 5, 10, 20, 50, 100].find((n) => columns / n <= MOST_NUMBERS) ?? 200;
  const all = Array.from({ length: columns }, (_, i) => i + 1);
  return by === 1 ? all : all.filter((n) => n === 1 || n % by === 0);
}
