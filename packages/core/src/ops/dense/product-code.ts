import type { FusedActivation } from '../activation/activation';
import { SIGMOID } from '../activation/pointwise-code';
import { DEPTH, type Tile } from './product-tiles';

/** What tells one program of products from another. */
export interface ProductForm {
  readonly tile: Tile;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  /** Which are read or written four numbers at a time. */
  readonly vectorA: boolean;
  readonly vectorB: boolean;
  readonly vectorY: boolean;
  readonly bias: boolean;
  readonly activation: FusedActivation;
}

/**
 * A tile of y = f(op(a)·op(b) + bias) a group: blocks of both sides go through shared memory, `DEPTH` steps of the sum at a time,
 * the next ones on their way while these are used. A block is 4 × 4 numbers: four of y's rows (or columns) by four steps.
 */
export function productCode(form: ProductForm): string {
  const { tile, transposeA, transposeB, vectorA, vectorB } = form;
  const { size, threads, per } = tile;
  const blocks = size; // of each side: (size / 4) · (DEPTH / 4)
  const apart = threads === 2 * blocks;
  const parts = range(per / 4);
  const rows = range(per);
  const across = size / per; // threads along a row of the tile
  const loadA = (thread: string) =>
    blockOf('a', thread, size, !transposeA, vectorA, 'ints.m', 'row0');
  const loadB = (thread: string) =>
    blockOf('b', thread, size, transposeB, vectorB, 'ints.n', 'column0');
  const single = ['a', 'b'].map(
    (side) => `var<workgroup> s${side} : array<vec4<f32>, ${(DEPTH * size) / 4}>;`,
  );
  const load = apart
    ? `if (thread < ${blocks}) { ${loadA('thread')} } else { ${loadB(`(thread - ${blocks})`)} }`
    : threads === blocks
      ? `${loadA('thread')} ${loadB('thread').replaceAll('next', 'more')}`
      : `if (thread < ${blocks}) { ${loadA('thread')} } else if (thread < ${2 * blocks}) { ${loadB(`(thread - ${blocks})`)} }`;
  const storeA = storeOf('sa', 'thread', size, !transposeA, 'next');
  const storeB = (thread: string, from: string) => storeOf('sb', thread, size, transposeB, from);
  const store =
    threads === blocks
      ? `${storeA} ${storeB('thread', 'more')}`
      : `if (thread < ${blocks}) { ${storeA} } else if (thread < ${2 * blocks}) { ${storeB(`(thread - ${blocks})`, 'next')} }`;
  const sums = rows.flatMap((r) => parts.map((p) => `var c${r}_${p} = vec4<f32>(0.0);`));
  const inner = rows.flatMap((r) =>
    parts.map((p) => `c${r}_${p} += a${r >> 2}.${'xyzw'[r & 3]} * b${p};`),
  );
  return `${single.join('\n')}
${activationCode(form.activation)}
fn main(group : i32, thread : i32) {
  if (group >= ints.groups) { return; }
  let tile = group % ints.tiles;
  let which = group / ints.tiles;
  let batch = which / ints.parts;
  let part = which % ints.parts;
  let row0 = (tile / ints.across) * ${size};
  let column0 = (tile % ints.across) * ${size};
  let fromA = batch * ints.strideA;
  let fromB = batch * ints.strideB;
  let end = min(ints.k, (part + 1) * ints.steps);
  let x = thread % ${across};
  let y = thread / ${across};
  ${sums.join('\n  ')}
  var next0 = vec4<f32>(0.0); var next1 = vec4<f32>(0.0); var next2 = vec4<f32>(0.0); var next3 = vec4<f32>(0.0);
  ${threads === blocks ? 'var more0 = vec4<f32>(0.0); var more1 = vec4<f32>(0.0); var more2 = vec4<f32>(0.0); var more3 = vec4<f32>(0.0);' : ''}
  var at = part * ints.steps;
  ${load}
  while (at < end) {
    ${store}
    workgroupBarrier();
    at += ${DEPTH};
    if (at < end) { ${load} }
    for (var s = 0; s < ${DEPTH}; s++) {
      ${parts.map((p) => `let a${p} = sa[s * ${size / 4} + y + ${(p * size) / 8}];`).join(' ')}
      ${parts.map((p) => `let b${p} = sb[s * ${size / 4} + x + ${(p * size) / 8}];`).join(' ')}
      ${inner.join('\n      ')}
    }
    workgroupBarrier();
  }
  let fromY = which * ints.m * ints.n;
${rows.map((r) => rowOut(form, r, parts)).join('\n')}
}`;
}

/** WGSL that loads a block into next0 to next3, one a step; zeros beyond the sides. */
function blockOf(
  side: 'a' | 'b',
  thread: string,
  size: number,
  along: boolean,
  vector: boolean,
  outer: string,
  first: string,
): string {
  const from = side === 'a' ? 'fromA' : 'fromB';
  if (along) {
    // Steps are neighbours in memory: four rows of four steps, turned around.
    const rows = range(4).map((j) =>
      vector
        ? `var r${j} = vec4<f32>(0.0); if (o + ${j} < ${outer} && s0 < end) { r${j} = ${side}[(${from} + (o + ${j}) * ints.k + s0) / 4]; }`
        : `var r${j} = vec4<f32>(0.0); if (o + ${j} < ${outer}) { let p = ${from} + (o + ${j}) * ints.k + s0; ${range(
            4,
          )
            .map((q) => `if (s0 + ${q} < end) { r${j}.${'xyzw'[q]} = ${side}[p + ${q}]; }`)
            .join(' ')} }`,
    );
    const turned = range(4).map(
      (q) =>
        `next${q} = vec4<f32>(${range(4)
          .map((j) => `r${j}.${'xyzw'[q]}`)
          .join(', ')});`,
    );
    return `let block = ${thread}; let o = ${first} + (block / ${DEPTH / 4}) * 4; let s0 = at + (block % ${DEPTH / 4}) * 4;
      ${rows.join('\n      ')}
      ${turned.join(' ')}`.replaceAll(/\b(block|o|s0|r[0-3])\b/g, `${side}_$1`);
  }
  const steps = range(4).map((q) =>
    vector
      ? `next${q} = vec4<f32>(0.0); if (s0 + ${q} < end && o < ${outer}) { next${q} = ${side}[(${from} + (s0 + ${q}) * ${outer} + o) / 4]; }`
      : `next${q} = vec4<f32>(0.0); if (s0 + ${q} < end) { let p = ${from} + (s0 + ${q}) * ${outer} + o; ${range(
          4,
        )
          .map((j) => `if (o + ${j} < ${outer}) { next${q}.${'xyzw'[j]} = ${side}[p + ${j}]; }`)
          .join(' ')} }`,
  );
  return `let block = ${thread}; let o = ${first} + (block % ${size / 4}) * 4; let s0 = at + (block / ${size / 4}) * 4;
      ${steps.join('\n      ')}`.replaceAll(/\b(block|o|s0)\b/g, `${side}_$1`);
}

/** WGSL that puts the loaded block where the tile has it: a step after the other. */
function storeOf(
  shared: string,
  thread: string,
  size: number,
  along: boolean,
  from: string,
): string {
  const [o, s] = along
    ? [`${thread} / ${DEPTH / 4}`, `(${thread} % ${DEPTH / 4}) * 4`]
    : [`${thread} % ${size / 4}`, `(${thread} / ${size / 4}) * 4`];
  const stores = range(4).map(
    (q) => `${shared}[(${s} + ${q}) * ${size / 4} + ${o}] = ${from}${q};`,
  );
  return stores.join(' ');
}

function rowOut(
  { tile, vectorY, bias, activation }: ProductForm,
  r: number,
  parts: number[],
): string {
  const { size } = tile;
  const put = parts.map((p) => {
    const column = `column0 + (x + ${(p * size) / 8}) * 4`;
    const value = (text: string, at: string) =>
      activated(activation, bias ? `${text} + bias[${at}]` : text, vectorY);
    if (vectorY) {
      return `{ let c = ${column}; if (c < ints.n) { result[(fromY + row * ints.n + c) / 4] = ${value(`c${r}_${p}`, 'c / 4')}; } }`;
    }
    const each = range(4).map(
      (j) =>
        `if (c + ${j} < ints.n) { result[fromY + row * ints.n + c + ${j}] = ${value(`c${r}_${p}.${'xyzw'[j]}`, `c + ${j}`)}; }`,
    );
    return `{ let c = ${column}; ${each.join(' ')} }`;
  });
  return `  { let row = row0 + (y + ${((r >> 2) * size) / 8}) * 4 + ${r & 3}; if (row < ints.m) { ${put.join(' ')} } }`;
}

function activated(activation: FusedActivation, text: string, vector: boolean): string {
  if (activation === 'none') return text;
  if (!vector) return `bent(${text})`;
  return `bent4(${text})`;
}

/** The function `bent` of a number, and `bent4` of four. */
export function activationCode(activation: FusedActivation): string {
  if (activation === 'none') return '';
  const one = {
    relu: 'select(x, 0.0, x < 0.0)',
    tanh: 'select(tanh(clamp(x, -15.0, 15.0)), x, isnan(x))',
    sigmoid: 'logistic(x)',
    relu6: 'select(min(max(x, 0.0), 6.0), x, isnan(x))',
    hardSwish: 'select(max(x, -3.0) * (clamp(x + 3.0, 0.0, 6.0) / 6.0), x, isnan(x))',
  }[activation];
  return `${activation === 'sigmoid' ? SIGMOID : ''}
fn bent(x : f32) -> f32 { return ${one}; }
fn bent4(v : vec4<f32>) -> vec4<f32> { return vec4<f32>(bent(v.x), bent(v.y), bent(v.z), bent(v.w)); }`;
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
