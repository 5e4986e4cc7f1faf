/** Elementary functions on four floats at once, and what every kernel needs to reach the ends of an array. */

const SIGN = 0x80000000;
const LOG2_E: f32 = 1.4426950216293335;
// ln 2 in two parts (Cody and Waite): the first has 13 bits, so that its product with an exponent is exact.
const LN2_HI: f32 = 0.693145751953125;
const LN2_LO: f32 = 1.428606765330187e-6;
// Adding 1.5 · 2^23 rounds to an integer, which then stands in the low bits of the sum.
const ROUND: f32 = 12582912;

/**
 * Always 0, which the compiler must not know: export it from the module's index. Engines build a
 * constant vector anew at each use, in several instructions; what is mixed with a variable is instead
 * taken out of the loop by asc and kept (1.3 to 2 times faster). Without the export all stays right.
 */
export let opaqueZero: i32 = 0;

/** Four times `value`, a constant. */
// @ts-ignore: decorator
@inline
function constant4(value: f32): v128 {
  return i32x4.splat(reinterpret<i32>(value) ^ opaqueZero);
}

/** a · b + c: one rounding where the engine has relaxed SIMD, two elsewhere. */
// @ts-ignore: decorator
@inline
export function madd4(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** c − a · b, rounded as `madd4`. */
// @ts-ignore: decorator
@inline
export function nmadd4(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_nmadd(a, b, c);
  return f32x4.sub(c, f32x4.mul(a, b));
}

/** `count` floats at `p`, 1 to 4; the lanes after them are 0. With the constant 4 this is a plain load. */
// @ts-ignore: decorator
@inline
export function load4(p: usize, count: i32): v128 {
  return count == 4 ? v128.load(p) : loadRest(p, count);
}

/** Writes the first `count` lanes, 1 to 4. */
// @ts-ignore: decorator
@inline
export function store4(p: usize, value: v128, count: i32): void {
  if (count == 4) v128.store(p, value);
  else storeRest(p, value, count);
}

function loadRest(p: usize, count: i32): v128 {
  if (count == 1) return v128.load32_zero(p);
  const two = v128.load64_zero(p);
  return count == 2 ? two : v128.load32_lane(p, two, 2, 8);
}

function storeRest(p: usize, value: v128, count: i32): void {
  if (count == 1) {
    v128.store32_lane(p, value, 0);
    return;
  }
  v128.store64_lane(p, value, 0);
  if (count == 3) v128.store32_lane(p, value, 2, 8);
}

/** Sums of lanes 0 and 2, and of 1 and 3, as two doubles. */
// @ts-ignore: decorator
@inline
export function sumPairs(x: v128): v128 {
  const high = v128.shuffle<i32>(x, x, 2, 3, 2, 3);
  return f64x2.add(f64x2.promote_low_f32x4(x), f64x2.promote_low_f32x4(high));
}

/** Sum of the four lanes, in double precision. */
// @ts-ignore: decorator
@inline
export function sumLanes(x: v128): f64 {
  const pairs = sumPairs(x);
  return f64x2.extract_lane(pairs, 0) + f64x2.extract_lane(pairs, 1);
}

/** eʳ − 1 for |r| ≤ ln 2 / 2: r + r² q(r), q minimax of degree 4 in relative error (1.5e-8). */
// @ts-ignore: decorator
@inline
function expm1Reduced(r: v128): v128 {
  const r2 = f32x4.mul(r, r);
  const low = madd4(constant4(0.1666654348373413), r, constant4(0.4999999701976776));
  const high = madd4(constant4(0.0083665382117033), r, constant4(0.04166731610894203));
  const q = madd4(madd4(constant4(0.001388251781463623), r2, high), r2, low);
  return madd4(q, r2, r);
}

/**
 * eˣ within 1 ulp over all floats: 2ᵏ eʳ with x = k ln 2 + r. Subnormal results are exact to their
 * last place, above 88.72 the result is ∞, NaN stays NaN.
 */
// @ts-ignore: decorator
@inline
export function exp4(x: v128): v128 {
  // pmin and pmax in this order let NaN through. The lower end is far below −104, so that what is
  // masked with −∞ meets the factor 0 rather than an underflow, which is slow on some processors.
  x = f32x4.pmin(f32x4.pmax(x, constant4(-176)), constant4(89));
  const shift = constant4(ROUND + 254);
  const rounded = madd4(x, constant4(LOG2_E), shift);
  const k = f32x4.sub(rounded, shift);
  const r = nmadd4(k, constant4(LN2_LO), nmadd4(k, constant4(LN2_HI), x));
  const y = f32x4.add(constant4(1), expm1Reduced(r));
  // k + 254 is split in two biased exponents: 2ᵏ alone would not reach subnormals nor 2^128.
  const half = i32x4.shr_u(rounded, 1);
  const first = i32x4.shl(half, 23);
  const second = i32x4.shl(i32x4.sub(rounded, half), 23);
  return f32x4.mul(f32x4.mul(y, first), second);
}

/**
 * tanh x within 2 ulp, odd, never beyond ±1: with e^(−2|x|) = s (1 + p), s = 2ᵏ, it is
 * (1 − s − s p) / (1 + s + s p), where nothing cancels near 0.
 */
// @ts-ignore: decorator
@inline
export function tanh4(x: v128): v128 {
  const sign = v128.and(x, i32x4.splat(SIGN));
  const a = f32x4.mul(f32x4.pmin(f32x4.abs(x), constant4(10)), constant4(-2));
  const shift = constant4(ROUND + 127);
  const rounded = madd4(a, constant4(LOG2_E), shift);
  const k = f32x4.sub(rounded, shift);
  const r = nmadd4(k, constant4(LN2_LO), nmadd4(k, constant4(LN2_HI), a));
  const p = expm1Reduced(r);
  const s = i32x4.shl(rounded, 23);
  const one = constant4(1);
  const above = nmadd4(s, p, f32x4.sub(one, s));
  const below = madd4(s, p, f32x4.add(one, s));
  return v128.or(f32x4.div(above, below), sign);
}

/**
 * 1 / (1 + e⁻ˣ) within 2 ulp. From z = e^(−|x|), so that it keeps its digits where it falls like eˣ:
 * b − b z / (1 + z) with b = z below 0 and b = 1 above, which rounds less than b / (1 + z).
 */
// @ts-ignore: decorator
@inline
export function sigmoid4(x: v128): v128 {
  const z = exp4(v128.or(x, i32x4.splat(SIGN)));
  const one = constant4(1);
  const b = v128.bitselect(z, one, f32x4.lt(x, f32x4.splat(0)));
  return nmadd4(b, f32x4.div(z, f32x4.add(one, z)), b);
}

/** log(1 + f) + k ln 2 for √½ ≤ 1 + f ≤ √2: f − f²/2 + f³ q(f), q minimax of degree 7. */
// @ts-ignore: decorator
@inline
function logReduced(f: v128, k: v128): v128 {
  const f2 = f32x4.mul(f, f);
  let q = constant4(-0.07634594291448593);
  q = madd4(q, f, constant4(0.1276170313358307));
  q = madd4(q, f, constant4(-0.13160210847854614));
  q = madd4(q, f, constant4(0.1420174390077591));
  q = madd4(q, f, constant4(-0.16623346507549286));
  q = madd4(q, f, constant4(0.20001231133937836));
  q = madd4(q, f, constant4(-0.250008225440979));
  q = madd4(q, f, constant4(0.3333333134651184));
  const small = madd4(k, constant4(LN2_LO), f32x4.mul(f32x4.mul(f2, f), q));
  const sum = f32x4.add(f, nmadd4(f2, constant4(0.5), small));
  return madd4(k, constant4(LN2_HI), sum);
}

/** Natural logarithm within 1 ulp: log ±0 = −∞, NaN below 0, log ∞ = ∞, NaN stays NaN. */
// @ts-ignore: decorator
@inline
export function log4(x: v128): v128 {
  const zero = f32x4.splat(0);
  const subnormal = f32x4.lt(x, constant4(1.1754943508222875e-38));
  const bits = v128.bitselect(f32x4.mul(x, constant4(33554432)), x, subnormal);
  const exponent = i32x4.shr_s(i32x4.sub(bits, i32x4.splat(0x3f3504f3)), 23);
  const m = i32x4.sub(bits, i32x4.shl(exponent, 23));
  const lifted = v128.and(subnormal, constant4(25));
  const k = f32x4.sub(f32x4.convert_i32x4_s(exponent), lifted);
  let y = logReduced(f32x4.sub(m, constant4(1)), k);
  y = v128.bitselect(x, y, f32x4.eq(x, f32x4.splat(Infinity)));
  y = v128.bitselect(f32x4.splat(-Infinity), y, f32x4.eq(x, zero));
  return v128.or(y, v128.not(f32x4.ge(x, zero)));
}

/** log(1 + z) for 0 ≤ z ≤ 1 within 2 ulp, also where z is tiny. */
// @ts-ignore: decorator
@inline
export function log1pUnit4(z: v128): v128 {
  const one = constant4(1);
  const upper = f32x4.ge(z, constant4(0.41421356));
  const f = v128.bitselect(f32x4.mul(f32x4.sub(z, one), constant4(0.5)), z, upper);
  return logReduced(f, v128.and(upper, one));
}

/** `exp4` of one number, bit for bit. */
export function exp1(x: f32): f32 {
  return f32x4.extract_lane(exp4(f32x4.splat(x)), 0);
}

/** `tanh4` of one number, bit for bit. */
export function tanh1(x: f32): f32 {
  return f32x4.extract_lane(tanh4(f32x4.splat(x)), 0);
}

/** `sigmoid4` of one number, bit for bit. */
export function sigmoid1(x: f32): f32 {
  return f32x4.extract_lane(sigmoid4(f32x4.splat(x)), 0);
}

/** `log4` of one number, bit for bit. */
export function log1(x: f32): f32 {
  return f32x4.extract_lane(log4(f32x4.splat(x)), 0);
}
