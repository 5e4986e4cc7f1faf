import type * as tf from '@tensorflow/tfjs-core';
import { runProgram } from '../../gpu/run-program';
import type { Numbers } from '../../gpu/uniforms';

/** Columns that a group goes over, and threads a column. */
const COLUMNS = 32;
const LANES = 8;

/** Rows that a thread adds up, at most, before the sums of several groups are added. */
const EACH = 64;

/** What is summed over rows: one or two sums a column of terms that are read from `reads`. */
export interface ColumnTerms {
  readonly key: string;
  readonly reads: Readonly<Record<string, tf.Tensor>>;
  /** WGSL of a `vec2<f32>` for the element `i`, in the row `row`; the second number counts with `twice` only. */
  readonly term: string;
  readonly rows: number;
  readonly columns: number;
  /** Of the sums. Default [columns]. */
  readonly shape?: readonly number[];
  readonly twice?: boolean;
  readonly floats?: Numbers;
  readonly ints?: Numbers;
  /** WGSL of functions that the term calls; it may read `column` too. */
  readonly functions?: string;
  /** Divides the sums. Not a factor: the mean of equal numbers is to be that number. */
  readonly divisor?: number;
}

/** Sums over all rows: [columns], and the second ones. The order of a sum follows from the sizes alone. */
export function columnSumsOnGpu(terms: ColumnTerms): readonly [tf.Tensor, tf.Tensor | undefined] {
  const { key, reads, term, rows, columns, twice = false, functions = '', divisor } = terms;
  const parts = Math.ceil(rows / (LANES * EACH));
  const scaled = parts === 1 && divisor !== undefined;
  const shape = parts === 1 ? (terms.shape ?? [columns]) : [parts, columns];
  const made = runProgram<'first' | 'second'>({
    key: `columns/${key}`,
    reads,
    makes: { first: { shape }, ...(twice && { second: { shape } }) } as Record<
      'first' | 'second',
      { shape: readonly number[] }
    >,
    ints: { ...terms.ints, rows, columns, parts },
    floats: { ...terms.floats, ...(scaled && { divisor }) },
    groups: parts * Math.ceil(columns / COLUMNS),
    threads: COLUMNS * LANES,
    code: () => functions + codeOf(term, twice, scaled),
  });
  const second = twice ? made.second : undefined;
  if (parts === 1) return [made.first, second];
  const sums = columnSumsOnGpu({
    key: `again/${twice}`,
    reads: { one: made.first, ...(second && { two: second }) },
    term: `vec2<f32>(one[i], ${twice ? 'two[i]' : '0.0'})`,
    rows: parts,
    columns,
    twice,
    ...(terms.shape && { shape: terms.shape }),
    ...(divisor !== undefined && { divisor }),
  });
  made.first.dispose();
  second?.dispose();
  return sums;
}

function codeOf(term: string, twice: boolean, scaled: boolean): string {
  const divisor = scaled ? ' / floats.divisor' : '';
  return `
var<workgroup> sums : array<vec2<f32>, THREADS>;
fn main(group : i32, thread : i32) {
  let part = group % ints.parts;
  let lane = thread / ${COLUMNS};
  let column = (group / ints.parts) * ${COLUMNS} + thread % ${COLUMNS};
  var own = vec2<f32>(0.0);
  if (column < ints.columns) {
    let end = min(ints.rows, (part + 1) * ${LANES * EACH});
    for (var row = part * ${LANES * EACH} + lane; row < end; row += ${LANES}) {
      let i = row * ints.columns + column;
      own += ${term};
    }
  }
  sums[thread] = own;
  workgroupBarrier();
  if (lane > 0 || column >= ints.columns) { return; }
  for (var other = 1; other < ${LANES}; other++) { own += sums[other * ${COLUMNS} + thread]; }
  first[part * ints.columns + column] = own.x${divisor};
  ${twice ? `second[part * ints.columns + column] = own.y${divisor};` : ''}
}`;
}
