import { PANEL, floats } from './gemm-layout';

/** Copies `rows` runs of `bytes` bytes from rows `step` apart to rows `stepTo` apart. */
export function copyRows(rows: i32, bytes: usize, from: usize, step: usize, to: usize, stepTo: usize): void {
  for (let i = 0; i < rows; i++) {
    memory.copy(to, from, bytes);
    from += step;
    to += stepTo;
  }
}

/** Rows of B copied before the next panel: enough to read in order, few enough that pages and lines stay near. */
const STRIP: i32 = 4;

/** B[k, n] row-major: a row of a panel is 64 contiguous bytes already. */
function packRows(n: i32, k: i32, b: usize, rowB: usize, out: usize, stepPanel: usize): void {
  const whole = n & ~(PANEL - 1);
  for (let p = 0; p < k; p += STRIP) {
    const rows = min(STRIP, k - p);
    let to = out;
    let from = b;
    for (const end = b + floats(whole); from != end; from += 64) {
      let at = from;
      for (const last = to + ((<usize>rows) << 6); to != last; to += 64) {
        v128.store(to, v128.load(at, 0), 0);
        v128.store(to, v128.load(at, 16), 16);
        v128.store(to, v128.load(at, 32), 32);
        v128.store(to, v128.load(at, 48), 48);
        at += rowB;
      }
      to += stepPanel - ((<usize>rows) << 6);
    }
    if (whole < n) {
      for (let i = 0; i < rows; i++) {
        memory.fill(to, 0, 64);
        memory.copy(to, from, floats(n - whole));
        to += 64;
        from += rowB;
      }
    }
    b += rowB * STRIP;
    out += STRIP * 64;
  }
}

/** B stored [width, k]: four columns by four k at a time are transposed in registers. */
function packColumns(k: i32, width: i32, b: usize, rowB: usize, out: usize): void {
  for (let j = 0; j < PANEL; j += 4) {
    const valid = width - j;
    const r0 = b;
    const r1 = b + rowB;
    const r2 = r1 + rowB;
    const r3 = r2 + rowB;
    let p: usize = 0;
    let to = out + floats(j);
    const bytes = floats(k);
    if (valid >= 4) {
      for (; p + 16 <= bytes; p += 16) {
        const v0 = v128.load(r0 + p);
        const v1 = v128.load(r1 + p);
        const v2 = v128.load(r2 + p);
        const v3 = v128.load(r3 + p);
        const t0 = i32x4.shuffle(v0, v1, 0, 4, 1, 5);
        const t1 = i32x4.shuffle(v2, v3, 0, 4, 1, 5);
        const t2 = i32x4.shuffle(v0, v1, 2, 6, 3, 7);
        const t3 = i32x4.shuffle(v2, v3, 2, 6, 3, 7);
        v128.store(to, i64x2.shuffle(t0, t1, 0, 2), 0);
        v128.store(to, i64x2.shuffle(t0, t1, 1, 3), 64);
        v128.store(to, i64x2.shuffle(t2, t3, 0, 2), 128);
        v128.store(to, i64x2.shuffle(t2, t3, 1, 3), 192);
        to += 256;
      }
    }
    for (; p < bytes; p += 4) {
      store<f32>(to, valid > 0 ? load<f32>(r0 + p) : 0, 0);
      store<f32>(to, valid > 1 ? load<f32>(r1 + p) : 0, 4);
      store<f32>(to, valid > 2 ? load<f32>(r2 + p) : 0, 8);
      store<f32>(to, valid > 3 ? load<f32>(r3 + p) : 0, 12);
      to += 64;
    }
    b = r3 + rowB;
  }
}

/** Packs k × n of op(B) into panels of 16 columns, `stepPanel` bytes apart, zeros past column n. */
export function packPanels(n: i32, k: i32, b: usize, rowB: usize, transB: bool, out: usize, stepPanel: usize): void {
  if (!transB) {
    packRows(n, k, b, rowB, out, stepPanel);
    return;
  }
  for (let j = 0; j < n; j += PANEL) {
    packColumns(k, min(PANEL, n - j), b, rowB, out);
    b += rowB * PANEL;
    out += stepPanel;
  }
}
