import { LN2_HI, LN2_LO, LOG2_E, ONE, ROUND_1, expm1Reduced, nmadd4 } from '../math';

/*
 * Probabilities m · 2ᵉ as pairs of floats, e whole: as wide as logarithms, but a sum of them takes no e^x and no log, and its
 * relative error is that of one float. What is 0 has the exponent EMPTY, so that it is never the largest.
 */

/** The exponent of 0. */
// @ts-ignore: decorator
@inline
export const EMPTY: f32 = -3e38;

/** A probability of e^x counts as 0 below this x: the exponents of many frames must add up to more than EMPTY. */
// @ts-ignore: decorator
@inline
const LEAST: f32 = -1e30;

/** 2ᵈ for whole d up to 127; 0 below −126. */
// @ts-ignore: decorator
@inline
export function power(d: v128): v128 {
  return i32x4.shl(f32x4.add(f32x4.pmax(d, f32x4.splat(-127)), ROUND_1), 23);
}

/** k of e^x = m 2ᵏ, for x ≤ 0. */
// @ts-ignore: decorator
@inline
export function exponentOfExp(x: v128): v128 {
  return f32x4.nearest(f32x4.mul(f32x4.pmax(x, f32x4.splat(LEAST)), LOG2_E));
}

/** m of e^x = m 2ᵏ, about 1; 0 below `LEAST`. Where x is so large that its last digit is worth more than 1, m is within [√½, √2] still. */
// @ts-ignore: decorator
@inline
export function mantissaOfExp(x: v128, k: v128): v128 {
  let r = nmadd4(k, LN2_LO, nmadd4(k, LN2_HI, x));
  r = f32x4.pmin(f32x4.pmax(r, f32x4.splat(-0.35)), f32x4.splat(0.35));
  return v128.and(f32x4.add(ONE, expm1Reduced(r)), f32x4.ge(x, f32x4.splat(LEAST)));
}

/** The exponent of m 2ᵉ when m is brought into [1, 2). */
// @ts-ignore: decorator
@inline
export function exponentOf(m: v128, e: v128): v128 {
  const own = f32x4.convert_i32x4_s(i32x4.sub(i32x4.shr_u(m, 23), i32x4.splat(127)));
  return v128.bitselect(f32x4.add(e, own), f32x4.splat(EMPTY), f32x4.gt(m, f32x4.splat(0)));
}

/** m in [1, 2); 0 stays. */
// @ts-ignore: decorator
@inline
export function mantissaOf(m: v128): v128 {
  const own = v128.or(v128.and(m, i32x4.splat(0x007fffff)), ONE);
  return v128.and(own, f32x4.gt(m, f32x4.splat(0)));
}
