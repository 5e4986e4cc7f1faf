import { floats } from './gemm-layout';
import { madd } from './gemm-micro';

/** C[1, n] += a B, B in place, four rows of it at a time: it is read in order, which the prefetcher likes. */
function addRow(n: i32, k: i32, a: usize, stepA: usize, b: usize, stepB: usize, c: usize): void {
  const bytes = floats(n);
  const whole = bytes & ~15;
  for (; k >= 4; k -= 4) {
    const a1 = a + stepA;
    const a2 = a1 + stepA;
    const a3 = a2 + stepA;
    const s0 = v128.load32_splat(a);
    const s1 = v128.load32_splat(a1);
    const s2 = v128.load32_splat(a2);
    const s3 = v128.load32_splat(a3);
    let b0 = b;
    let b1 = b0 + stepB;
    let b2 = b1 + stepB;
    let b3 = b2 + stepB;
    b = b3 + stepB;
    let to = c;
    for (const end = c + whole; to != end; to += 16) {
      let sum = madd(s0, v128.load(b0), v128.load(to));
      sum = madd(s1, v128.load(b1), sum);
      sum = madd(s2, v128.load(b2), sum);
      sum = madd(s3, v128.load(b3), sum);
      v128.store(to, sum);
      b0 += 16;
      b1 += 16;
      b2 += 16;
      b3 += 16;
    }
    for (const end = c + bytes; to != end; to += 4) {
      let sum = load<f32>(to) + load<f32>(a) * load<f32>(b0);
      sum += load<f32>(a1) * load<f32>(b1);
      sum += load<f32>(a2) * load<f32>(b2);
      sum += load<f32>(a3) * load<f32>(b3);
      store<f32>(to, sum);
      b0 += 4;
      b1 += 4;
      b2 += 4;
      b3 += 4;
    }
    a = a3 + stepA;
  }
  for (; k > 0; k--) {
    const s = v128.load32_splat(a);
    let j: usize = 0;
    for (; j < whole; j += 16) v128.store(c + j, madd(s, v128.load(b + j), v128.load(c + j)));
    for (; j < bytes; j += 4) store<f32>(c + j, load<f32>(c + j) + load<f32>(a) * load<f32>(b + j));
    a += stepA;
    b += stepB;
  }
}

/** C[m, n] = A B row by row, for the few rows that gain nothing from a tile. */
export function addRows(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  rowA: usize,
  stepA: usize,
  b: usize,
  rowB: usize,
  c: usize,
  rowC: usize,
  accumulate: bool,
): void {
  if (!accumulate) clear(m, n, c, rowC);
  for (let i = 0; i < m; i++) {
    addRow(n, k, a, stepA, b, rowB, c);
    a += rowA;
    c += rowC;
  }
}

/** Zeros in C[m, n]. */
export function clear(m: i32, n: i32, c: usize, rowC: usize): void {
  for (let i = 0; i < m; i++) memory.fill(c + <usize>i * rowC, 0, floats(n));
}
