import { range } from '../../gpu/range';
import type { Side } from './product-code';

/** A matrix as a side of a product. */
export interface MatrixSide {
  /** Its array. */
  readonly name: 'a' | 'b';
  /** Whether its rows are rows or columns of y, and steps of the sum lie along them; else they are steps. */
  readonly along: boolean;
  /** Whether it is read four numbers at a time. */
  readonly vector: boolean;
  /** WGSL: how many rows or columns of y it has, where it begins, and from one of its own rows to the next. */
  readonly outer: string;
  readonly from: string;
  readonly stride: string;
}

/** Reads blocks of a matrix. */
export function matrixSide({ name, along, vector, outer, from, stride }: MatrixSide): Side {
  const read = (at: string) => (vector ? `${name}[(${at}) / 4]` : `${name}[${at}]`);
  if (along) {
    const rows = range(4).map((j) => {
      const at = `${from} + (o + ${j}) * ${stride} + s`;
      const start = `var r${j} = vec4<f32>(0.0);`;
      if (vector) return `${start} if (o + ${j} < ${outer} && s < end) { r${j} = ${read(at)}; }`;
      const each = range(4).map(
        (q) => `if (s + ${q} < end) { r${j}.${'xyzw'[q]} = ${name}[p + ${q}]; }`,
      );
      return `${start} if (o + ${j} < ${outer}) { let p = ${at}; ${each.join(' ')} }`;
    });
    return { along, load: (to) => `${rows.join(' ')} ${turned(to)}` };
  }
  const step = (to: string, q: number) => {
    const at = `${from} + (s + ${q}) * ${stride} + o`;
    const start = `${to}${q} = vec4<f32>(0.0);`;
    if (vector) return `${start} if (s + ${q} < end && o < ${outer}) { ${to}${q} = ${read(at)}; }`;
    const each = range(4).map(
      (j) => `if (o + ${j} < ${outer}) { ${to}${q}.${'xyzw'[j]} = ${name}[p + ${j}]; }`,
    );
    return `${start} if (s + ${q} < end) { let p = ${at}; ${each.join(' ')} }`;
  };
  return {
    along,
    load: (to) =>
      range(4)
        .map((q) => step(to, q))
        .join(' '),
  };
}

/** WGSL that makes of r0 to r3, four steps of a row each, `to`0 to `to`3: four rows of a step each. */
export function turned(to: string): string {
  return range(4)
    .map((q) => {
      const rows = range(4).map((j) => `r${j}.${'xyzw'[q]}`);
      return `${to}${q} = vec4<f32>(${rows.join(', ')});`;
    })
    .join(' ');
}
