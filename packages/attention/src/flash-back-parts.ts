import { range } from './flash-scores';
import { type FlashTile, rowOf, SIDE } from './flash-tiles';

// Pieces of the programs of the way back.

/** Rows of a tile, of those that go by, and what they are in vectors. */
export function sizesOf({ rows, columns }: FlashTile, depth: number, valueDepth: number) {
  return {
    own: SIDE * rows,
    others: SIDE * columns,
    vectors: depth / 4,
    values: valueDepth / 4,
    row: rowOf(depth),
    valueRow: rowOf(valueDepth),
    x: `thread % ${SIDE}`,
    y: `thread / ${SIDE}`,
  };
}

/** Tiles of a group's own rows, and of those that go by: of the depth, and of the values' depth. */
export function tilesOf(own: number, others: number, row: number, valueRow: number): string {
  return `var<workgroup> ta : array<vec4<f32>, ${own * row}>;
var<workgroup> tb : array<vec4<f32>, ${own * valueRow}>;
var<workgroup> tc : array<vec4<f32>, ${others * row}>;
var<workgroup> td : array<vec4<f32>, ${others * valueRow}>;`;
}

/** Declares sums of `rows` rows. */
export function sumsOf(name: string, rows: number, parts: readonly number[]): string {
  return range(rows)
    .flatMap((r) => parts.map((p) => `var ${name}${r}_${p} = vec4<f32>(0.0);`))
    .join(' ');
}

/** Each thread's products of queries and keys, s, and of dy and values, g. */
export function productsOf(
  tile: FlashTile,
  vectors: number,
  values: number,
  row: number,
  valueRow: number,
): string {
  const { rows, columns } = tile;
  const loop = (sum: string, own: string, other: string, count: number, size: number) => `
    ${range(rows)
      .flatMap((r) => range(columns).map((c) => `var ${sum}${r}_${c} = 0.0;`))
      .join(' ')}
    for (var d = 0; d < ${count}; d++) {
      ${range(columns)
        .map((c) => `let o${c} = ${other}[(x + ${c * SIDE}) * ${size} + d];`)
        .join(' ')}
      ${range(rows)
        .map(
          (r) =>
            `{ let own = ${own}[(y + ${r * SIDE}) * ${size} + d]; ${range(columns)
              .map((c) => `${sum}${r}_${c} += dot(own, o${c});`)
              .join(' ')} }`,
        )
        .join('\n      ')}
    }`;
  return `${loop('s', 'ta', 'tc', vectors, row)}${loop('g', 'tb', 'td', values, valueRow)}`;
}

/** A text for each of a thread's cells of a tile. */
export function cellsOf(
  { rows, columns }: FlashTile,
  text: (r: number, c: number) => string,
): string {
  return range(rows)
    .flatMap((r) => range(columns).map((c) => `{ ${text(r, c)} }`))
    .join('\n    ');
}

/** A text for the `p`-th vectors of a row, of which there may be none for the last threads. */
export function guarded(p: number, count: number, text: string): string {
  return (p + 1) * SIDE <= count ? text : `if (x + ${p * SIDE} < ${count}) { ${text} }`;
}

/** Adds the `c`-th row that goes by, times its weight for each row of the tile; what is hidden is left out, even a NaN. */
export function weighted(
  sum: string,
  weights: string,
  from: string,
  { rows }: FlashTile,
  others: number,
  row: number,
  count: number,
  parts: readonly number[],
): string {
  const lines = parts.map((p) =>
    guarded(
      p,
      count,
      `let v = ${from}[c * ${row} + x + ${p * SIDE}]; ${range(rows)
        .map(
          (r) =>
            `{ let w = ${weights}[(y + ${r * SIDE}) * ${others} + c]; ${sum}${r}_${p} += select(w * v, vec4<f32>(0.0), w == 0.0 && !clear); }`,
        )
        .join(' ')}`,
    ),
  );
  return lines.map((line) => `{ ${line} }`).join('\n      ');
}
