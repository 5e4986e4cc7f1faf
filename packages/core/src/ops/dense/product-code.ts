import { range } from '../../gpu/range';
import type { FusedActivation } from '../activation/activation';
import { activationCode } from '../activation/activation-code';
import { DEPTH, type Tile, threadsOf } from './product-tiles';

/** How a group reads one side of its product: blocks of four of y's rows, or columns, by four steps of the sum. */
export interface Side {
  /** Whether steps are neighbours in memory, not rows or columns: neighbouring threads then take steps. */
  readonly along: boolean;
  /** WGSL before the sums, of what steps do not change: for the rows or columns from `o` on. */
  readonly before?: (o: string) => string;
  /**
   * WGSL that makes `to`0 to `to`3, a step each, the numbers of the rows or columns from `o` on, for the steps from `s` on:
   * zeros beyond the sides, and for steps from `end` on.
   */
  readonly load: (to: string) => string;
}

/** What tells one program of products from another. */
export interface ProductForm {
  readonly tile: Tile;
  readonly a: Side;
  readonly b: Side;
  /** WGSL of functions that the sides call. */
  readonly functions?: string;
  /** WGSL at the start, where `own` is the number in the batch, and `part` that of the part of its sums. */
  readonly start: string;
  /** Where y begins, and from one row of it to the next. */
  readonly fromY: string;
  readonly stride: string;
  /** Which of these rows `row` is, −1 for none. Default `row`. */
  readonly rowAt?: string;
  /** The number of steps, where not all of the batch have the same. Default `ints.k`. */
  readonly end?: string;
  /** Whether y is written four numbers at a time. */
  readonly vectorY: boolean;
  readonly bias: boolean;
  /** Where the bias begins. Default 0. */
  readonly fromBias?: string;
  readonly activation: FusedActivation;
}

/**
 * A tile of y = f(op(a)·op(b) + bias) a group: blocks of both sides go through shared memory, `DEPTH` steps of the sum at a time,
 * the next ones on their way while these are used.
 */
export function productCode(form: ProductForm): string {
  const { tile, a, b } = form;
  const { rows, columns, down, across } = tile;
  const threads = threadsOf(tile);
  // A block is a vector of four by four steps: as many a side as it has rows, or columns.
  const apart = rows + columns <= threads;
  const [partsA, partsB] = [range(down / 4), range(across / 4)];
  const taken = (side: Side, size: number, block: string) =>
    side.along
      ? [`(${block} / ${DEPTH / 4})`, `(${block} % ${DEPTH / 4}) * 4`]
      : [`(${block} % ${size / 4})`, `(${block} / ${size / 4}) * 4`];
  const [vectorA, stepA] = taken(a, rows, 'blockA');
  const [vectorB, stepB] = taken(b, columns, 'blockB');
  const later = apart ? 'next' : 'more';
  const load = inTurn(
    tile,
    `let o = firstA; let s = at + ${stepA}; ${a.load('next')}`,
    `let o = firstB; let s = at + ${stepB}; ${b.load(later)}`,
  );
  const store = inTurn(
    tile,
    stores('sa', rows, vectorA as string, stepA as string, 'next'),
    stores('sb', columns, vectorB as string, stepB as string, later),
  );
  const inner = range(down).flatMap((r) =>
    partsB.map((p) => `c${r}_${p} += a${r >> 2}.${'xyzw'[r & 3]} * b${p};`),
  );
  return `
var<workgroup> sa : array<vec4<f32>, ${(DEPTH * rows) / 4}>;
var<workgroup> sb : array<vec4<f32>, ${(DEPTH * columns) / 4}>;
${activationCode(form.activation)}
${form.functions ?? ''}
fn main(group : i32, thread : i32) {
  if (group >= ints.groups) { return; }
  let tile = group % ints.tiles;
  let which = group / ints.tiles;
  let own = which / ints.parts;
  let part = which % ints.parts;
  let row0 = (tile / ints.across) * ${rows};
  let column0 = (tile % ints.across) * ${columns};
  ${form.start}
  let end = min(${form.end ?? 'ints.k'}, (part + 1) * ints.steps);
  let x = thread % ${columns / across};
  let y = thread / ${columns / across};
  let blockA = thread % ${rows};
  let blockB = ${apart ? `max(thread - ${rows}, 0)` : 'thread'} % ${columns};
  let firstA = row0 + ${vectorA} * 4;
  let firstB = column0 + ${vectorB} * 4;
  ${a.before?.('firstA') ?? ''}
  ${b.before?.('firstB') ?? ''}
  ${range(down)
    .flatMap((r) => partsB.map((p) => `var c${r}_${p} = vec4<f32>(0.0);`))
    .join(' ')}
  ${['next', ...(apart ? [] : ['more'])]
    .flatMap((name) => range(4).map((q) => `var ${name}${q} = vec4<f32>(0.0);`))
    .join(' ')}
  var at = part * ints.steps;
  ${load}
  while (at < end) {
    ${store}
    workgroupBarrier();
    at += ${DEPTH};
    if (at < end) { ${load} }
    for (var s = 0; s < ${DEPTH}; s++) {
      ${partsA.map((p) => `let a${p} = sa[s * ${rows / 4} + y + ${(p * rows) / down}];`).join(' ')}
      ${partsB.map((p) => `let b${p} = sb[s * ${columns / 4} + x + ${(p * columns) / across}];`).join(' ')}
      ${inner.join('\n      ')}
    }
    workgroupBarrier();
  }
  let fromY = ${form.fromY};
${range(down)
  .map((r) => rowOut(form, r, partsB))
  .join('\n')}
}`;
}

/** WGSL in which some threads take a block of the one side, and others, or the same, one of the other. */
function inTurn(tile: Tile, one: string, other: string): string {
  const { rows, columns } = tile;
  const threads = threadsOf(tile);
  if (rows + columns <= threads) {
    const rest = rows + columns === threads ? '' : `if (thread < ${rows + columns}) `;
    return `if (thread < ${rows}) { ${one} } else ${rest}{ ${other} }`;
  }
  const where = (blocks: number, text: string) =>
    blocks === threads ? `{ ${text} }` : `if (thread < ${blocks}) { ${text} }`;
  return `${where(rows, one)} ${where(columns, other)}`;
}

/** WGSL that puts the loaded block where the tile has it: a step after the other. */
function stores(shared: string, size: number, vector: string, step: string, from: string): string {
  return range(4)
    .map((q) => `${shared}[(${step} + ${q}) * ${size / 4} + ${vector}] = ${from}${q};`)
    .join(' ');
}

function rowOut(form: ProductForm, r: number, parts: number[]): string {
  const { tile, vectorY, bias, fromBias = '0', rowAt = 'row', stride, activation } = form;
  const { rows, columns, down, across } = tile;
  const bent = activation === 'none' ? '' : vectorY ? 'bent4' : 'bent';
  const value = (sum: string, at: string) => `${bent}(${bias ? `${sum} + bias[${at}]` : sum})`;
  const put = parts.map((p) => {
    const column = `let c = column0 + (x + ${(p * columns) / across}) * 4;`;
    const sum = `c${r}_${p}`;
    if (vectorY) {
      const own = value(sum, `(${fromBias} + c) / 4`);
      return `{ ${column} if (c < ints.n) { result[(fromY + to * ${stride} + c) / 4] = ${own}; } }`;
    }
    const each = range(4).map((j) => {
      const own = value(`${sum}.${'xyzw'[j]}`, `${fromBias} + c + ${j}`);
      return `if (c + ${j} < ints.n) { result[fromY + to * ${stride} + c + ${j}] = ${own}; }`;
    });
    return `{ ${column} ${each.join(' ')} }`;
  });
  const row = `row0 + (y + ${((r >> 2) * rows) / down}) * 4 + ${r & 3}`;
  return `  { let row = ${row}; let to = ${rowAt}; if (row < ints.m && to >= 0) { ${put.join(' ')} } }`;
}
