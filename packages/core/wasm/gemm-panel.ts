import { PANEL, floats } from './gemm-layout';
import { tile4, tile8, tile16 } from './gemm-micro';

/** Moves columns [first, last) of the scratch tile to C. */
function merge(rows: i32, first: i32, last: i32, edge: usize, c: usize, rowC: usize, accumulate: bool): void {
  for (let i = 0; i < rows; i++) {
    for (let j = first; j < last; j++) {
      const to = c + floats(j);
      const value = load<f32>(edge + floats(j));
      store<f32>(to, accumulate ? load<f32>(to) + value : value);
    }
    edge += PANEL * 4;
    c += rowC;
  }
}

// @ts-ignore: decorator
@inline
function columns(
  width: i32,
  m: i32,
  k: usize,
  a: usize,
  rowA: usize,
  stepA: usize,
  b: usize,
  stepB: usize,
  c: usize,
  rowC: usize,
  first: i32,
  last: i32,
  accumulate: bool,
  edge: usize,
): void {
  const whole = first == 0 && last == width;
  const tall = width == 16 ? 2 : 4;
  const add = accumulate && whole;
  const rowT: usize = whole ? rowC : PANEL * 4;
  while (m > 0) {
    const to = whole ? c : edge;
    const rows = m >= tall ? tall : 1;
    if (rows > 1) {
      if (width == 16) tile16(2, k, a, rowA, stepA, b, stepB, to, rowT, add);
      else if (width == 8) tile8(4, k, a, rowA, stepA, b, stepB, to, rowT, add);
      else tile4(4, k, a, rowA, stepA, b, stepB, to, rowT, add);
    } else {
      if (width == 16) tile16(1, k, a, rowA, stepA, b, stepB, to, rowT, add);
      else if (width == 8) tile8(1, k, a, rowA, stepA, b, stepB, to, rowT, add);
      else tile4(1, k, a, rowA, stepA, b, stepB, to, rowT, add);
    }
    if (!whole) merge(rows, first, last, edge, c, rowC, accumulate);
    a += <usize>rows * rowA;
    c += <usize>rows * rowC;
    m -= rows;
  }
}

/**
 * C[m, first..last) of a panel of `width` columns of B (16, 8 or 4, read whole), over all of k. Columns outside of
 * [first, last) are computed and thrown away: they pad the end of a row, or overlap the panel before.
 */
export function panel(
  width: i32,
  m: i32,
  k: usize,
  a: usize,
  rowA: usize,
  stepA: usize,
  b: usize,
  stepB: usize,
  c: usize,
  rowC: usize,
  first: i32,
  last: i32,
  accumulate: bool,
  edge: usize,
): void {
  if (width == 16) columns(16, m, k, a, rowA, stepA, b, stepB, c, rowC, first, last, accumulate, edge);
  else if (width == 8) columns(8, m, k, a, rowA, stepA, b, stepB, c, rowC, first, last, accumulate, edge);
  else columns(4, m, k, a, rowA, stepA, b, stepB, c, rowC, first, last, accumulate, edge);
}
