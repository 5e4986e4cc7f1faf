/**
 * WGSL for probabilities m · 2ᵉ, e whole: as wide as logarithms, but the relative error of a sum is that of one float. What is 0
 * has an exponent that is never the largest.
 */
export const SCALED = `
struct Scaled { m : f32, e : f32 };
const NEVER = Scaled(0.0, -3e38);
const CERTAIN = Scaled(1.0, 0.0);

fn power(d : f32) -> f32 {
  return select(bitcast<f32>((i32(clamp(d, -126.0, 127.0)) + 127) << 23u), 0.0, d < -126.0);
}
fn plus(a : Scaled, b : Scaled) -> Scaled {
  let top = max(a.e, b.e);
  return Scaled(a.m * power(a.e - top) + b.m * power(b.e - top), top);
}
// The mantissa of the product is in [1, 2), or 0.
fn times(a : Scaled, b : Scaled) -> Scaled {
  let m = a.m * b.m;
  if (!(m > 0.0)) { return NEVER; }
  let bits = bitcast<i32>(m);
  let own = Scaled(bitcast<f32>((bits & 0x7fffff) | 0x3f800000), a.e + b.e + f32((bits >> 23u) - 127));
  return own;
}
// e^x of x ≤ 0; 0 below −10³⁰.
fn expOf(x : f32) -> Scaled {
  if (!(x >= -1e30)) { return NEVER; }
  let k = round(x * 1.4426950);
  let r = (x - k * 0.693145751953125) - k * 1.428606765330187e-6;
  return Scaled(exp(clamp(r, -0.35, 0.35)), k);
}
`;
