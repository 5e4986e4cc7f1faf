import { adamStep, sumOfSquares } from '../core';
import { addRow, copyRow } from '../copy-row';
import { load4, nmadd4, store4 } from '../math';
import { adagradStep } from './adagrad';

// Updates of the rows of p [count, size] that n ids choose, in place: rows[i] is a part of the gradient
// of p[ids[i]]. Rules that are not linear in the gradient need the sum of all parts of a row first: the
// parts are chained by their row, so that only rows with several parts are summed, one at a time.
// `room` holds count + n + size numbers of 4 bytes.

/** Chains the parts of each row: `head[id]` is its last part, `next[i]` the part before i or -1. */
function chain(ids: usize, n: i32, count: i32, head: usize, next: usize): void {
  for (let i = 0; i < n; i++) {
    const id = load<u32>(ids + (<usize>i << 2));
    if (id < <u32>count) store<i32>(head + (<usize>id << 2), -1);
  }
  for (let i = 0; i < n; i++) {
    const id = load<u32>(ids + (<usize>i << 2));
    if (id >= <u32>count) continue;
    const last = head + (<usize>id << 2);
    store<i32>(next + (<usize>i << 2), load<i32>(last));
    store<i32>(last, i);
  }
}

/** Where the whole gradient of row `id` lies: its one part, or the sum of its parts, made in `sum`. */
function whole(rows: usize, i: i32, size: i32, next: usize, sum: usize): usize {
  const stride = <usize>size << 2;
  let before = load<i32>(next + (<usize>i << 2));
  if (before < 0) return rows + <usize>i * stride;
  copyRow(rows + <usize>i * stride, sum, size);
  for (; before >= 0; before = load<i32>(next + (<usize>before << 2))) {
    addRow(rows + <usize>before * stride, sum, size);
  }
  return sum;
}

/** Whether part `i` stands for its row. */
// @ts-ignore: decorator
@inline
function leads(id: u32, i: i32, count: i32, head: usize): bool {
  return id < <u32>count && load<i32>(head + (<usize>id << 2)) == i;
}

/** p[id] ← p[id] − lr Σ rows. */
export function sgdRows(p: usize, ids: usize, rows: usize, n: i32, count: i32, size: i32, lr: f64): void {
  const rate = f32x4.splat(<f32>lr);
  const stride = <usize>size << 2;
  for (let i = 0; i < n; i++) {
    const id = load<u32>(ids + (<usize>i << 2));
    if (id < <u32>count) subtractRow(p + <usize>id * stride, rows, size, rate);
    rows += stride;
  }
}

/** p ← p − rate g. */
// @ts-ignore: decorator
@inline
function subtractRow(p: usize, g: usize, size: i32, rate: v128): void {
  for (; size >= 16; size -= 16) {
    const a = nmadd4(rate, v128.load(g), v128.load(p));
    const b = nmadd4(rate, v128.load(g, 16), v128.load(p, 16));
    const c = nmadd4(rate, v128.load(g, 32), v128.load(p, 32));
    const d = nmadd4(rate, v128.load(g, 48), v128.load(p, 48));
    v128.store(p, a);
    v128.store(p, b, 16);
    v128.store(p, c, 32);
    v128.store(p, d, 48);
    g += 64;
    p += 64;
  }
  for (; size > 0; size -= 4) {
    const count = min(size, 4);
    store4(p, nmadd4(rate, load4(g, count), load4(p, count)), count);
    g += 16;
    p += 16;
  }
}

/** `adagradStep` of the rows. */
export function adagradRows(
  p: usize, s: usize, ids: usize, rows: usize, n: i32, count: i32, size: i32, room: usize,
  lr: f64, eps: f64,
): void {
  const stride = <usize>size << 2;
  const next = room + (<usize>count << 2);
  const sum = next + (<usize>n << 2);
  chain(ids, n, count, room, next);
  for (let i = 0; i < n; i++) {
    const id = load<u32>(ids + (<usize>i << 2));
    if (!leads(id, i, count, room)) continue;
    const at = <usize>id * stride;
    adagradStep(p + at, whole(rows, i, size, next, sum), s + at, size, lr, eps, 0);
  }
}

/** `adamStep` of the rows. */
export function adamRows(
  p: usize, m: usize, v: usize, ids: usize, rows: usize, n: i32, count: i32, size: i32, room: usize,
  lr: f64, beta1: f64, beta2: f64, eps: f64, correction1: f64, correction2: f64,
): void {
  const stride = <usize>size << 2;
  const next = room + (<usize>count << 2);
  const sum = next + (<usize>n << 2);
  chain(ids, n, count, room, next);
  for (let i = 0; i < n; i++) {
    const id = load<u32>(ids + (<usize>i << 2));
    if (!leads(id, i, count, room)) continue;
    const at = <usize>id * stride;
    const g = whole(rows, i, size, next, sum);
    adamStep(p + at, g, m + at, v + at, 0, size, lr, beta1, beta2, eps, correction1, correction2, 0, false);
  }
}

/** Σ g² of the whole gradient. */
export function rowsSquares(ids: usize, rows: usize, n: i32, count: i32, size: i32, room: usize): f64 {
  const next = room + (<usize>count << 2);
  const sum = next + (<usize>n << 2);
  chain(ids, n, count, room, next);
  let total: f64 = 0;
  for (let i = 0; i < n; i++) {
    const id = load<u32>(ids + (<usize>i << 2));
    if (leads(id, i, count, room)) total += sumOfSquares(whole(rows, i, size, next, sum), size);
  }
  return total;
}
