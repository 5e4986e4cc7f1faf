import { floats } from '../gemm-layout';

/**
 * Fills C[n, n], of which the upper half is there, and makes it a polynomial on the way: C ← s C + t X + d I, both of C's
 * halves, from the upper halves of C and of X[n, n]. With t = 0 nothing is read of X.
 */
export function mirror(n: i32, c: usize, s: f32, x: usize, t: f32, d: f32): void {
  const row = floats(n);
  const whole = n & ~3;
  for (let i = 0; i < whole; i += 4) {
    for (let j = i; j < whole; j += 4) {
      const at = <usize>i * row + floats(j);
      const v0 = mixed(c, x, at, s, t);
      const v1 = mixed(c, x, at + row, s, t);
      const v2 = mixed(c, x, at + 2 * row, s, t);
      const v3 = mixed(c, x, at + 3 * row, s, t);
      store4(c + at, row, v0, v1, v2, v3);
      const t0 = i32x4.shuffle(v0, v1, 0, 4, 1, 5);
      const t1 = i32x4.shuffle(v2, v3, 0, 4, 1, 5);
      const t2 = i32x4.shuffle(v0, v1, 2, 6, 3, 7);
      const t3 = i32x4.shuffle(v2, v3, 2, 6, 3, 7);
      const u0 = i64x2.shuffle(t0, t1, 0, 2);
      const u1 = i64x2.shuffle(t0, t1, 1, 3);
      const u2 = i64x2.shuffle(t2, t3, 0, 2);
      const u3 = i64x2.shuffle(t2, t3, 1, 3);
      const below = c + <usize>j * row + floats(i);
      if (i != j) {
        store4(below, row, u0, u1, u2, u3);
        continue;
      }
      // Each row: what lies left of the diagonal comes from above it.
      store4(
        below,
        row,
        v0,
        v128.shuffle<f32>(u1, v1, 0, 5, 6, 7),
        v128.shuffle<f32>(u2, v2, 0, 1, 6, 7),
        v128.shuffle<f32>(u3, v3, 0, 1, 2, 7),
      );
    }
    for (let j = whole; j < n; j++) {
      for (let r = i; r < i + 4; r++) one(c, x, r, j, row, s, t);
    }
  }
  for (let i = whole; i < n; i++) {
    for (let j = i; j < n; j++) one(c, x, i, j, row, s, t);
  }
  for (let i = 0; i < n; i++) {
    store<f32>(c, load<f32>(c) + d);
    c += row + 4;
  }
}

// @ts-ignore: decorator
@inline
function mixed(c: usize, x: usize, at: usize, s: f32, t: f32): v128 {
  const own = f32x4.mul(v128.load(c + at), f32x4.splat(s));
  return t == 0 ? own : f32x4.add(own, f32x4.mul(v128.load(x + at), f32x4.splat(t)));
}

// @ts-ignore: decorator
@inline
function store4(to: usize, row: usize, v0: v128, v1: v128, v2: v128, v3: v128): void {
  v128.store(to, v0);
  v128.store(to + row, v1);
  v128.store(to + 2 * row, v2);
  v128.store(to + 3 * row, v3);
}

function one(c: usize, x: usize, i: i32, j: i32, row: usize, s: f32, t: f32): void {
  const at = <usize>i * row + floats(j);
  const value = s * load<f32>(c + at) + (t == 0 ? 0 : t * load<f32>(x + at));
  store<f32>(c + at, value);
  store<f32>(c + <usize>j * row + floats(i), value);
}
