import type { RowsAt } from './flash-layout';
import { range } from './flash-scores';
import { type FlashTile, rowOf, SIDE } from './flash-tiles';

// Pieces of the programs of attention.

/** Rows of a tile, of those that go by, and what they are in vectors. */
export function sizesOf({ rows, columns }: FlashTile, depth: number, valueDepth: number) {
  return {
    own: SIDE * rows,
    others: SIDE * columns,
    vectors: depth / 4,
    values: valueDepth / 4,
    row: rowOf(depth),
    valueRow: rowOf(valueDepth),
  };
}

/** WGSL of a thread's place in a tile: `x` along its columns, `y` along its rows. */
export const PLACE = `let x = thread % ${SIDE};
  let y = thread / ${SIDE};`;

/** WGSL of a group of `own` queries: its `b`, `h` and `keyHead`, the queries from `i0` to `last`, and a thread's place. */
export function queriesOfGroup(own: number): string {
  return `let blocks = (ints.queries + ${own - 1}) / ${own};
  let head = group / blocks;
  if (head >= ints.batch * ints.heads) { return; }
  let b = head / ints.heads;
  let h = head % ints.heads;
  let keyHead = b * ints.kvHeads + h * ints.kvHeads / ints.heads;
  let i0 = (group % blocks) * ${own};
  let last = min(i0 + ${own}, ints.queries) - 1;
  ${PLACE}`;
}

/** Tiles of a group's own rows, and of those that go by: of the depth, and of the values' depth. */
export function tilesOf(own: number, others: number, row: number, valueRow: number): string {
  return `var<workgroup> ta : array<vec4<f32>, ${own * row}>;
var<workgroup> tb : array<vec4<f32>, ${own * valueRow}>;
var<workgroup> tc : array<vec4<f32>, ${others * row}>;
var<workgroup> td : array<vec4<f32>, ${others * valueRow}>;`;
}

/** The vectors of a row that a thread has, every eighth of `count`: their numbers. */
export function partsOf(count: number): number[] {
  return range(Math.ceil(count / SIDE));
}

/** Declares sums of `rows` rows of `count` vectors. */
export function sumsOf(name: string, rows: number, count: number): string {
  return range(rows)
    .flatMap((r) => partsOf(count).map((p) => `var ${name}${r}_${p} = vec4<f32>(0.0);`))
    .join(' ');
}

/** Sums of products of each thread's rows of `own` and of `other`, both `count` vectors long, `row` from one to the next. */
export function productsOf(
  { rows, columns }: FlashTile,
  sum: string,
  [own, other]: readonly [own: string, other: string],
  count: number,
  row: number,
): string {
  return `${range(rows)
    .flatMap((r) => range(columns).map((c) => `var ${sum}${r}_${c} = 0.0;`))
    .join(' ')}
    for (var d = 0; d < ${count}; d++) {
      ${range(columns)
        .map((c) => `let o${c} = ${other}[(x + ${c * SIDE}) * ${row} + d];`)
        .join(' ')}
      ${range(rows)
        .map(
          (r) =>
            `{ let own = ${own}[(y + ${r * SIDE}) * ${row} + d]; ${range(columns)
              .map((c) => `${sum}${r}_${c} += dot(own, o${c});`)
              .join(' ')} }`,
        )
        .join('\n      ')}
    }`;
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
): string {
  const lines = partsOf(count).map((p) =>
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

/** Writes the sums of a tile's rows, those of rows before `end` (`row` is WGSL of the first), times each row's `share`. */
export function storeRows(
  { rows }: FlashTile,
  { from, first }: RowsAt,
  [row, end]: readonly [row: string, end: string],
  sum: string,
  count: number,
  share: (r: number) => string,
): string {
  const parts = partsOf(count);
  return range(rows)
    .map((r) => {
      const lines = parts.map((p) =>
        guarded(p, count, `${from}[${first('own')} + x + ${p * SIDE}] = ${sum}${r}_${p} * share;`),
      );
      return `{ let own = ${row} + y + ${r * SIDE}; if (own < ${end}) { let share = ${share(r)}; ${lines.join(' ')} } }`;
    })
    .join('\n  ');
}
