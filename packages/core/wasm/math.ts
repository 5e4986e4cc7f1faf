/** Elementary functions on four floats at once, and what every kernel needs to reach the ends of an array. */

// Engines build a constant vector anew at each use, in four or five instructions; a global is one load,
// which makes e^x 1.2 to 1.7 times faster. `keepConstants` hinders the compiler from undoing that.
export let SIGN: v128 = f32x4(-0.0, -0.0, -0.0, -0.0);
export let ONE: v128 = f32x4(1, 1, 1, 1);
export let LOG2_E: v128 = f32x4(1.4426950216293335, 1.4426950216293335, 1.4426950216293335, 1.4426950216293335);
// ln 2 in two parts (Cody and Waite): the first has 13 bits, so that its product with an exponent is exact.
export let LN2_HI: v128 = f32x4(0.693145751953125, 0.693145751953125, 0.693145751953125, 0.693145751953125);
export let LN2_LO: v128 = f32x4(1.428606765330187e-6, 1.428606765330187e-6, 1.428606765330187e-6, 1.428606765330187e-6);
// Adding 1.5 · 2^23 rounds to an integer, which then stands in the low bits of the sum: here plus 127,
// the bias of an exponent, and plus 254, of two.
export let ROUND_1: v128 = f32x4(12583039, 12583039, 12583039, 12583039);
let ROUND_2: v128 = f32x4(12583166, 12583166, 12583166, 12583166);
export let LOWEST_1: v128 = f32x4(-88, -88, -88, -88);
let LOWEST_2: v128 = f32x4(-176, -176, -176, -176);
let HIGHEST: v128 = f32x4(89, 89, 89, 89);
let SATURATED: v128 = f32x4(-10, -10, -10, -10);
let C0: v128 = f32x4(0.4999999701976776, 0.4999999701976776, 0.4999999701976776, 0.4999999701976776);
let C1: v128 = f32x4(0.1666654348373413, 0.1666654348373413, 0.1666654348373413, 0.1666654348373413);
let C2: v128 = f32x4(0.04166731610894203, 0.04166731610894203, 0.04166731610894203, 0.04166731610894203);
let C3: v128 = f32x4(0.0083665382117033, 0.0083665382117033, 0.0083665382117033, 0.0083665382117033);
let C4: v128 = f32x4(0.001388251781463623, 0.001388251781463623, 0.001388251781463623, 0.001388251781463623);

/**
 * Changes nothing, and need not be called: exported from a module's index, it makes the constants
 * above variables in the eyes of the compiler. Without it kernels are right but slower.
 */
export function keepConstants(): void {
  SIGN = same(SIGN);
  ONE = same(ONE);
  LOG2_E = same(LOG2_E);
  LN2_HI = same(LN2_HI);
  LN2_LO = same(LN2_LO);
  ROUND_1 = same(ROUND_1);
  ROUND_2 = same(ROUND_2);
  LOWEST_1 = same(LOWEST_1);
  LOWEST_2 = same(LOWEST_2);
  HIGHEST = same(HIGHEST);
  SATURATED = same(SATURATED);
  C0 = same(C0);
  C1 = same(C1);
  C2 = same(C2);
  C3 = same(C3);
  C4 = same(C4);
}

function same(x: v128): v128 {
  // Memory has at most 2^16 pages.
  return v128.xor(x, i32x4.splat(memory.size() >> 31));
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
export function expm1Reduced(r: v128): v128 {
  const r2 = f32x4.mul(r, r);
  const q = madd4(madd4(C4, r2, madd4(C3, r, C2)), r2, madd4(C1, r, C0));
  return madd4(q, r2, r);
}

/** x − k ln 2. */
// @ts-ignore: decorator
@inline
export function reduced(x: v128, k: v128): v128 {
  return nmadd4(k, LN2_LO, nmadd4(k, LN2_HI, x));
}

/**
 * eˣ within 1.04 ulp over all floats: 2ᵏ eʳ with x = k ln 2 + r. Small results go through the
 * subnormals to 0, above 88.72 the result is ∞, NaN stays NaN.
 */
// @ts-ignore: decorator
@inline
export function exp4(x: v128): v128 {
  // pmin and pmax in this order let NaN through. The lower end is far below −104, so that what is
  // masked with −∞ meets the factor 0 rather than an underflow, which is slow on some processors.
  x = f32x4.pmin(f32x4.pmax(x, LOWEST_2), HIGHEST);
  const rounded = madd4(x, LOG2_E, ROUND_2);
  const k = f32x4.sub(rounded, ROUND_2);
  const y = f32x4.add(ONE, expm1Reduced(reduced(x, k)));
  // k + 254 is split in two biased exponents: 2ᵏ alone would not reach subnormals nor 2^128.
  const half = i32x4.shr_u(rounded, 1);
  const first = i32x4.shl(half, 23);
  const second = i32x4.shl(i32x4.sub(rounded, half), 23);
  return f32x4.mul(f32x4.mul(y, first), second);
}

/** eˣ for x ≤ 88 (or NaN), as `exp4` but for results under 2^-126 (x < −87.3), which may be 0: for softmax. */
// @ts-ignore: decorator
@inline
export function expFlushed4(x: v128): v128 {
  x = f32x4.pmax(x, LOWEST_1);
  const rounded = madd4(x, LOG2_E, ROUND_1);
  const k = f32x4.sub(rounded, ROUND_1);
  const scale = i32x4.shl(rounded, 23);
  return madd4(scale, expm1Reduced(reduced(x, k)), scale);
}

/**
 * tanh x within 2 ulp, odd, monotone, never beyond ±1: with e^(−2|x|) = s (1 + p), s = 2ᵏ, it is
 * (1 − s − s p) / (1 + s + s p), where nothing cancels near 0.
 */
// @ts-ignore: decorator
@inline
export function tanh4(x: v128): v128 {
  const negative = f32x4.pmax(v128.or(x, SIGN), SATURATED);
  const twice = f32x4.add(negative, negative);
  const rounded = madd4(twice, LOG2_E, ROUND_1);
  const k = f32x4.sub(rounded, ROUND_1);
  const p = expm1Reduced(reduced(twice, k));
  const s = i32x4.shl(rounded, 23);
  const above = nmadd4(s, p, f32x4.sub(ONE, s));
  const below = madd4(s, p, f32x4.add(ONE, s));
  return v128.or(f32x4.div(above, below), v128.and(x, SIGN));
}

/**
 * 1 / (1 + e⁻ˣ) within 2 ulp. From z = e^(−|x|), so that it keeps its digits where it falls like eˣ:
 * b − b z / (1 + z) with b = z below 0 and b = 1 above, which rounds less than b / (1 + z).
 */
// @ts-ignore: decorator
@inline
export function sigmoid4(x: v128): v128 {
  const z = exp4(v128.or(x, SIGN));
  const b = v128.bitselect(z, ONE, f32x4.lt(x, f32x4.splat(0)));
  return nmadd4(b, f32x4.div(z, f32x4.add(ONE, z)), b);
}

/** log(1 + f) + k ln 2 for √½ ≤ 1 + f ≤ √2: f − f²/2 + f³ q(f), q minimax of degree 7. */
// @ts-ignore: decorator
@inline
function logReduced(f: v128, k: v128): v128 {
  const f2 = f32x4.mul(f, f);
  const f4 = f32x4.mul(f2, f2);
  const q01 = madd4(f, f32x4.splat(-0.250008225440979), f32x4.splat(0.3333333134651184));
  const q23 = madd4(f, f32x4.splat(-0.16623346507549286), f32x4.splat(0.20001231133937836));
  const q45 = madd4(f, f32x4.splat(-0.13160210847854614), f32x4.splat(0.1420174390077591));
  const q67 = madd4(f, f32x4.splat(-0.07634594291448593), f32x4.splat(0.1276170313358307));
  const q = madd4(f4, madd4(f2, q67, q45), madd4(f2, q23, q01));
  const small = madd4(k, LN2_LO, f32x4.mul(f32x4.mul(f2, f), q));
  const sum = f32x4.add(f, nmadd4(f2, f32x4.splat(0.5), small));
  return madd4(k, LN2_HI, sum);
}

/** Natural logarithm within 1 ulp: log ±0 = −∞, NaN below 0, log ∞ = ∞, NaN stays NaN. */
// @ts-ignore: decorator
@inline
export function log4(x: v128): v128 {
  const zero = f32x4.splat(0);
  const subnormal = f32x4.lt(x, f32x4.splat(1.1754943508222875e-38));
  const bits = v128.bitselect(f32x4.mul(x, f32x4.splat(33554432)), x, subnormal);
  const exponent = i32x4.shr_s(i32x4.sub(bits, i32x4.splat(0x3f3504f3)), 23);
  const m = i32x4.sub(bits, i32x4.shl(exponent, 23));
  const lifted = v128.and(subnormal, f32x4.splat(25));
  const k = f32x4.sub(f32x4.convert_i32x4_s(exponent), lifted);
  let y = logReduced(f32x4.sub(m, ONE), k);
  y = v128.bitselect(x, y, f32x4.eq(x, f32x4.splat(Infinity)));
  y = v128.bitselect(f32x4.splat(-Infinity), y, f32x4.eq(x, zero));
  return v128.or(y, v128.not(f32x4.ge(x, zero)));
}

/** log(1 + z) for 0 ≤ z ≤ 1 within 2 ulp, also where z is tiny. */
// @ts-ignore: decorator
@inline
export function log1pUnit4(z: v128): v128 {
  const upper = f32x4.ge(z, f32x4.splat(0.41421356));
  const f = v128.bitselect(f32x4.mul(f32x4.sub(z, ONE), f32x4.splat(0.5)), z, upper);
  return logReduced(f, v128.and(upper, ONE));
}

/** `log4` of one number, bit for bit. */
export function log1(x: f32): f32 {
  return f32x4.extract_lane(log4(f32x4.splat(x)), 0);
}
