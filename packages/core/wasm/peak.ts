import { madd } from './gemm-micro';

/** Floating-point operations of one iteration of `peak`: 12 multiply-adds of 4 lanes with relaxed SIMD, 8 without. */
export function peakFlops(): i32 {
  return ASC_FEATURE_RELAXED_SIMD ? 96 : 64;
}

/**
 * The machine's limit, for the bench alone (no part of the published module): a loop of nothing but the product's
 * multiply-adds, as many independent ones as hide their latency; 96 floating-point operations an iteration with
 * relaxed SIMD, 64 without. At least one iteration. Returns a sum that keeps them all alive.
 */
export function peak(iterations: i32): f32 {
  const x0 = f32x4.splat(<f32>iterations * 1e-9);
  const x1 = f32x4.splat(<f32>iterations * 2e-9);
  const x2 = f32x4.splat(<f32>iterations * 3e-9);
  const x3 = f32x4.splat(<f32>iterations * 4e-9);
  let c0 = x0;
  let c1 = x0;
  let c2 = x0;
  let c3 = x0;
  let c4 = x0;
  let c5 = x0;
  let c6 = x0;
  let c7 = x0;
  if (ASC_FEATURE_RELAXED_SIMD) {
    let c8 = x0;
    let c9 = x0;
    let c10 = x0;
    let c11 = x0;
    do {
      iterations -= 1;
      c0 = madd(c0, x0, x1);
      c1 = madd(c1, x0, x1);
      c2 = madd(c2, x0, x1);
      c3 = madd(c3, x0, x1);
      c4 = madd(c4, x0, x1);
      c5 = madd(c5, x0, x1);
      c6 = madd(c6, x0, x1);
      c7 = madd(c7, x0, x1);
      c8 = madd(c8, x0, x1);
      c9 = madd(c9, x0, x1);
      c10 = madd(c10, x0, x1);
      c11 = madd(c11, x0, x1);
    } while (iterations > 0);
    c0 = f32x4.add(f32x4.add(c0, c8), f32x4.add(c9, f32x4.add(c10, c11)));
  } else {
    // Without fusing, c · x + y is a chain twice as long and 12 of them fall short: so the products stay off the
    // chain. One factor is read again each time, which costs no arithmetic, or the compiler would hoist them.
    do {
      iterations -= 1;
      const s = v128.load32_splat(0);
      c0 = madd(s, x0, c0);
      c1 = madd(s, x1, c1);
      c2 = madd(s, x2, c2);
      c3 = madd(s, x3, c3);
      const t = v128.load32_splat(0);
      c4 = madd(t, x0, c4);
      c5 = madd(t, x1, c5);
      c6 = madd(t, x2, c6);
      c7 = madd(t, x3, c7);
    } while (iterations > 0);
  }
  const low = f32x4.add(f32x4.add(c0, c1), f32x4.add(c2, c3));
  const high = f32x4.add(f32x4.add(c4, c5), f32x4.add(c6, c7));
  return f32x4.extract_lane(f32x4.add(low, high), 0);
}
