import {
  LN2_HI, LN2_LO, LOG2_E, LOWEST_1, ONE, ROUND_1,
  exp4, expm1Reduced, log1pUnit4, madd4, nmadd4, reduced,
} from '../math';

// Functions of four floats and their derivatives. Each takes x whole: NaN stays, and ±∞ give the limits.

/** The part of x below which x F(−x) is 0 in floats, for each F here: keeps ∞ · 0 out of the products. */
const FAR: f32 = 200;

/** max(x, 0); NaN stays. */
// @ts-ignore: decorator
@inline
export function positive4(x: v128): v128 {
  return f32x4.pmax(x, f32x4.splat(0));
}

/** |x|, at most `FAR`; NaN stays. */
// @ts-ignore: decorator
@inline
function size4(x: v128): v128 {
  return f32x4.pmin(f32x4.abs(x), f32x4.splat(FAR));
}

/** e^(−t²/2) for t ≥ 0 within 2 ulp: t² in two parts, since a rounded one would cost t² / 2 ulp. */
// @ts-ignore: decorator
@inline
function gauss4(t: v128): v128 {
  t = f32x4.pmin(t, f32x4.splat(16));
  const half = f32x4.splat(0.5);
  const high = v128.and(t, i32x4.splat(0xfffff000));
  const rest = f32x4.mul(f32x4.mul(f32x4.sub(t, high), f32x4.add(t, high)), half);
  const x = f32x4.neg(f32x4.mul(f32x4.mul(high, high), half));
  const rounded = madd4(f32x4.pmax(f32x4.sub(x, rest), LOWEST_1), LOG2_E, ROUND_1);
  const k = f32x4.sub(rounded, ROUND_1);
  const r = f32x4.sub(nmadd4(k, LN2_HI, x), madd4(k, LN2_LO, rest));
  const scale = i32x4.shl(rounded, 23);
  const y = madd4(scale, expm1Reduced(r), scale);
  // Far out r is no remainder; there the result is 0.
  return v128.andnot(y, f32x4.gt(t, f32x4.splat(13.2)));
}

/**
 * Φ(−t) / e^(−t²/2) for t ≥ 0, from u = 1 / (1 + 0.24 t): u times a polynomial of degree 9, minimax in
 * relative error (3.2e-9) for t up to 14.5. So the tail keeps its digits, where 1 + erf would cancel.
 */
// @ts-ignore: decorator
@inline
function millsRatio4(t: v128): v128 {
  const u = f32x4.div(ONE, madd4(f32x4.splat(0.24), t, ONE));
  const u2 = f32x4.mul(u, u);
  const u4 = f32x4.mul(u2, u2);
  const p01 = madd4(f32x4.splat(0.09585613757371902), u, f32x4.splat(0.0957421362400055));
  const p23 = madd4(f32x4.splat(0.08772511035203934), u, f32x4.splat(0.08894308656454086));
  const p45 = madd4(f32x4.splat(0.14128877222537994), u, f32x4.splat(0.028251567855477333));
  const p67 = madd4(f32x4.splat(0.2053588479757309), u, f32x4.splat(-0.14409367740154266));
  const p89 = madd4(f32x4.splat(0.02551804855465889), u, f32x4.splat(-0.12459001690149307));
  const high = madd4(u4, p89, madd4(u2, p67, p45));
  return f32x4.mul(u, madd4(u4, high, madd4(u2, p23, p01)));
}

/** x Φ(x) = max(x, 0) − |x| Φ(−|x|). */
// @ts-ignore: decorator
@inline
export function gelu4(x: v128): v128 {
  const t = size4(x);
  return nmadd4(f32x4.mul(t, millsRatio4(t)), gauss4(t), positive4(x));
}

/** Φ(x) + x φ(x). */
// @ts-ignore: decorator
@inline
export function geluSlope4(x: v128): v128 {
  const t = size4(x);
  const e = gauss4(t);
  const density = f32x4.mul(e, f32x4.splat(0.3989422804014327));
  // For t = |x|: Φ(−t) − t φ(t), and for x ≥ 0 one less this.
  const below = nmadd4(t, density, f32x4.mul(millsRatio4(t), e));
  return mirrored4(x, below);
}

/** `below` where x < 0, else 1 − `below`. */
// @ts-ignore: decorator
@inline
function mirrored4(x: v128, below: v128): v128 {
  return v128.bitselect(below, f32x4.sub(ONE, below), f32x4.lt(x, f32x4.splat(0)));
}

/** t σ(−v) with v ≥ 0: what `silu4` and `geluTanh4` take from max(x, 0). */
// @ts-ignore: decorator
@inline
function tail4(t: v128, v: v128): v128 {
  const z = exp4(f32x4.neg(v));
  return f32x4.mul(t, f32x4.div(z, f32x4.add(ONE, z)));
}

/** The derivative of x σ(v(x)), v odd: σ(v) + x v′ σ(v) σ(−v), for t = |x| from its side below 0. */
// @ts-ignore: decorator
@inline
function gateSlope4(x: v128, v: v128, tTimesSlope: v128): v128 {
  const z = exp4(f32x4.neg(v));
  const above = f32x4.div(ONE, f32x4.add(ONE, z));
  const below = f32x4.mul(z, above);
  return mirrored4(x, f32x4.mul(below, nmadd4(tTimesSlope, above, ONE)));
}

/** x σ(x) = max(x, 0) − |x| σ(−|x|). */
// @ts-ignore: decorator
@inline
export function silu4(x: v128): v128 {
  const t = size4(x);
  return f32x4.sub(positive4(x), tail4(t, t));
}

/** σ(x) (1 + x σ(−x)). */
// @ts-ignore: decorator
@inline
export function siluSlope4(x: v128): v128 {
  const t = size4(x);
  return gateSlope4(x, t, t);
}

// 2 √(2/π), and 0.044715 times it.
const LINEAR: f32 = 1.5957691216057308;
const CUBIC: f32 = 0.07135481627159546;

/** x (1 + tanh u) / 2 = x σ(2u), u = √(2/π) (x + 0.044715 x³). */
// @ts-ignore: decorator
@inline
export function geluTanh4(x: v128): v128 {
  const t = size4(x);
  const v = f32x4.mul(t, madd4(f32x4.mul(t, t), f32x4.splat(CUBIC), f32x4.splat(LINEAR)));
  return f32x4.sub(positive4(x), tail4(t, v));
}

/** The derivative of `geluTanh4`. */
// @ts-ignore: decorator
@inline
export function geluTanhSlope4(x: v128): v128 {
  const t = size4(x);
  const cubic = f32x4.mul(f32x4.mul(t, t), f32x4.splat(CUBIC));
  const v = f32x4.mul(t, f32x4.add(cubic, f32x4.splat(LINEAR)));
  const slope = madd4(cubic, f32x4.splat(3), f32x4.splat(LINEAR));
  return gateSlope4(x, v, f32x4.mul(t, slope));
}

/** log(1 + eᵛ) = max(v, 0) + log(1 + e^(−|v|)). */
// @ts-ignore: decorator
@inline
export function softplus4(v: v128): v128 {
  return f32x4.add(positive4(v), log1pUnit4(exp4(f32x4.neg(f32x4.abs(v)))));
}

/** eˣ − 1 for x ≤ 0, exact to 2 ulp also near 0: (2ᵏ − 1) + 2ᵏ p with x = k ln 2 + r, p = eʳ − 1. */
// @ts-ignore: decorator
@inline
export function expm1Negative4(x: v128): v128 {
  x = f32x4.pmax(x, LOWEST_1);
  const rounded = madd4(x, LOG2_E, ROUND_1);
  const k = f32x4.sub(rounded, ROUND_1);
  const scale = i32x4.shl(rounded, 23);
  return madd4(scale, expm1Reduced(reduced(x, k)), f32x4.sub(scale, ONE));
}
