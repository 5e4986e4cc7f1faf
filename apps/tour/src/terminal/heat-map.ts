const SHADES = [' ', '·', '░', '▒', '▓', '█'];

/** A matrix of shares from 0 to 1, with what its rows and columns stand for. */
export interface HeatMap {
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** [rows, columns] */
  readonly values: ArrayLike<number>;
}

/** The lines of a heat map: the darker, the nearer to 1. A cell is two characters wide, so that it is square. */
export function heatMapLines({ rows, columns, values }: HeatMap): string[] {
  const label = Math.max(0, ...rows.map(({ length }) => length));
  const head = `${' '.repeat(label)}  ${columns.map((name) => name.slice(0, 2).padEnd(2)).join('')}`;
  const lines = rows.map((name, row) => {
    const cells = columns.map((_, column) => shadeOf(values[row * columns.length + column] ?? 0));
    return `${name.padStart(label)}  ${cells.join('')}`;
  });
  return [head, ...lines].map((line) => line.trimEnd());
}

function shadeOf(value: number): string {
  const place = Math.round(Math.min(1, Math.max(0, value)) * (SHADES.length - 1));
  return (SHADES[place] as string).repeat(2);
}
