import type { RowsAt } from './flash-layout';
import { range } from './flash-scores';
import { type FlashTile, othersOf, ownOf, pitchOf, rowOf } from './flash-tiles';

// Pieces of the programs of attention.

/** What the programs of a tile are written by. */
export interface FlashForm extends FlashTile {
  /** Rows of a tile, and of those that go by. */
  readonly own: number;
  readonly others: number;
  /** Vectors of a row, of the depth and of the values' depth, and from a row to the next in shared memory. */
  readonly vectors: number;
  readonly values: number;
  readonly row: number;
  readonly valueRow: number;
  /** The type of one weight for each row of a thread. */
  readonly each: string;
  /** From a column of weights to the next. */
  readonly pitch: number;
}

/** What the programs of this tile are written by, for rows of these depths. */
export function formOf(tile: FlashTile, depth: number, valueDepth: number): FlashForm {
  return {
    ...tile,
    own: ownOf(tile),
    others: othersOf(tile),
    vectors: depth / 4,
    values: valueDepth / 4,
    row: rowOf(depth),
    valueRow: rowOf(valueDepth),
    each: `vec${tile.rows}<f32>`,
    pitch: pitchOf(tile),
  };
}

/** WGSL of a thread's place in a tile: `x` along its columns, `y` along its rows. */
export function placeOf({ side }: FlashTile): string {
  return `let x = thread % ${side};
  let y = thread / ${side};`;
}

/** WGSL of a group's queries: its `b`, `h` and `keyHead`, the queries from `i0` to `last`, and a thread's place. */
export function queriesOfGroup(form: FlashForm): string {
  const { own } = form;
  return `let blocks = (ints.queries + ${own - 1}) / ${own};
  let head = group / blocks;
  if (head >= ints.batch * ints.heads) { return; }
  let b = head / ints.heads;
  let h = head % ints.heads;
  let keyHead = b * ints.kvHeads + h * ints.kvHeads / ints.heads;
  let i0 = (group % blocks) * ${own};
  let last = min(i0 + ${own}, ints.queries) - 1;
  ${placeOf(form)}`;
}

/** Tiles of a group's own rows, and of those that go by: of the depth, and of the values' depth. */
export function tilesOf({ own, others, row, valueRow }: FlashForm): string {
  return `var<workgroup> ta : array<vec4<f32>, ${own * row}>;
var<workgroup> tb : array<vec4<f32>, ${own * valueRow}>;
var<workgroup> tc : array<vec4<f32>, ${others * row}>;
var<workgroup> td : array<vec4<f32>, ${others * valueRow}>;`;
}

/** Weights in shared memory: of a column that goes by, a vector for each `y`. */
export function weightsIn(name: string, { others, pitch, each }: FlashForm): string {
  return `var<workgroup> ${name} : array<${each}, ${others * pitch}>;`;
}

/** The vectors of a row that a thread has, every `side`-th of `count`: their numbers. */
export function partsOf(count: number, { side }: FlashTile): number[] {
  return range(Math.ceil(count / side));
}

/** Declares sums of a thread's rows of `count` vectors. */
export function sumsOf(name: string, form: FlashForm, count: number): string {
  return range(form.rows)
    .flatMap((r) => partsOf(count, form).map((p) => `var ${name}${r}_${p} = vec4<f32>(0.0);`))
    .join(' ');
}

/** Sums of products of each thread's rows of `own` and of `other`, both `count` vectors long, `row` from one to the next. */
export function productsOf(
  { side, rows, columns }: FlashForm,
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
        .map((c) => `let o${c} = ${other}[(x + ${c * side}) * ${row} + d];`)
        .join(' ')}
      ${range(rows)
        .map(
          (r) =>
            `{ let own = ${own}[(y * ${rows} + ${r}) * ${row} + d]; ${range(columns)
              .map((c) => `${sum}${r}_${c} += dot(own, o${c});`)
              .join(' ')} }`,
        )
        .join('\n      ')}
    }`;
}

/** A text for each row of a thread, joined. */
export function rowsOf({ rows }: FlashTile, text: (r: number) => string, by = ' '): string {
  return range(rows).map(text).join(by);
}

/** A text for the `p`-th vectors of a row, of which there may be none for the last threads. */
function guarded(p: number, count: number, { side }: FlashTile, text: string): string {
  return (p + 1) * side <= count ? text : `if (x + ${p * side} < ${count}) { ${text} }`;
}

/**
 * Adds the rows of `from` that go by, `count` vectors each and `row` from one to the next, times their weights; where `clear` is
 * false, what is hidden is left out, even a NaN.
 */
export function weighted(
  sum: string,
  weights: string,
  from: string,
  form: FlashForm,
  row: number,
  count: number,
): string {
  const { rows, others, pitch, side } = form;
  const loop = (term: (r: number) => string) =>
    `for (var c = 0; c < ${others}; c++) {
        let w = ${weights}[c * ${pitch} + y];
        ${partsOf(count, form)
          .map((p) => {
            const sums = range(rows).map((r) => `${sum}${r}_${p} += ${term(r)};`);
            const text = `let v = ${from}[c * ${row} + x + ${p * side}]; ${sums.join(' ')}`;
            return `{ ${guarded(p, count, form, text)} }`;
          })
          .join('\n        ')}
      }`;
  return `if (clear) {
      ${loop((r) => `w[${r}] * v`)}
    } else {
      ${loop((r) => `select(w[${r}] * v, vec4<f32>(0.0), w[${r}] == 0.0)`)}
    }`;
}

/** Writes the sums of a thread's rows, those of rows before `end` (`row` is WGSL of the first), times each row's `share`. */
export function storeRows(
  form: FlashForm,
  { from, first }: RowsAt,
  [row, end]: readonly [row: string, end: string],
  sum: string,
  count: number,
  share: (r: number) => string,
): string {
  const { rows, side } = form;
  return range(rows)
    .map((r) => {
      const lines = partsOf(count, form).map((p) =>
        guarded(
          p,
          count,
          form,
          `${from}[${first('own')} + x + ${p * side}] = ${sum}${r}_${p} * share;`,
        ),
      );
      return `{ let own = ${row} + y * ${rows} + ${r}; if (own < ${end}) { let share = ${share(r)}; ${lines.join(' ')} } }`;
    })
    .join('\n  ');
}
