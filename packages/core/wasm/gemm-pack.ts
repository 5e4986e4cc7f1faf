import { PANEL } from './gemm-panel';

/** Copies a block of float32 into dense rows, so that a power-of-two row length cannot crowd one set of the cache. */
export function copyBlock(rows: i32, bytes: usize, from: usize, step: usize, to: usize, stepTo: usize): void {
  for (let i = 0; i < rows; i++) {
    memory.copy(to, from, bytes);
    from += step;
    to += stepTo;
  }
}

/** Row-major B[k, width]: one row of a panel is 64 contiguous bytes already. */
function packRows(k: i32, width: i32, b: usize, stepB: usize, out: usize): void {
  const last = out + ((<usize>k) << 6);
  if (width == PANEL) {
    for (; out != last; out += 64) {
      v128.store(out, v128.load(b, 0), 0);
      v128.store(out, v128.load(b, 16), 16);
      v128.store(out, v128.load(b, 32), 32);
      v128.store(out, v128.load(b, 48), 48);
      b += stepB;
    }
    return;
  }
  for (; out != last; out += 64) {
    memory.fill(out, 0, 64);
    for (let j: usize = 0; j < (<usize>width) << 2; j += 4) store<f32>(out + j, load<f32>(b + j));
    b += stepB;
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
    let to = out + ((<usize>j) << 2);
    const bytes = (<usize>k) << 2;
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
  for (let j = 0; j < n; j += PANEL) {
    const width = min(PANEL, n - j);
    if (transB) packColumns(k, width, b, rowB, out);
    else packRows(k, width, b, rowB, out);
    b += transB ? rowB * PANEL : PANEL * 4;
    out += stepPanel;
  }
}
