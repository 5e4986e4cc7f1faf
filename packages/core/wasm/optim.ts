import { load4, madd4, nmadd4, store4 } from './math';

// Updates of n parameters p by their gradients g, in place, by PyTorch's formulas. Scalars come as
// doubles, so that 1 − β₂ and the like are rounded once. A slot is an address of n floats. Each update
// has an inlined body of `count` elements, used with the constant 4 and for the rest.

// @ts-ignore: decorator
@inline
function splat(x: f64): v128 {
  return f32x4.splat(<f32>x);
}

/** p ← p − lr (g + weightDecay p). */
export function sgdStep(p: usize, g: usize, n: i32, lr: f64, weightDecay: f64): void {
  const rate = splat(lr);
  const decay = splat(weightDecay);
  for (; n >= 4; n -= 4) {
    sgd4(p, g, 4, rate, decay);
    p += 16;
    g += 16;
  }
  if (n > 0) sgd4(p, g, n, rate, decay);
}

// @ts-ignore: decorator
@inline
function sgd4(p: usize, g: usize, count: i32, rate: v128, decay: v128): void {
  const weight = load4(p, count);
  const gradient = madd4(decay, weight, load4(g, count));
  store4(p, nmadd4(rate, gradient, weight), count);
}

/**
 * v ← momentum v + (1 − dampening) g, or v ← g where `first`; then p ← p − lr v, or with Nesterov's
 * p ← p − lr (g + momentum v).
 */
export function momentumStep(
  p: usize, g: usize, v: usize, n: i32,
  lr: f64, momentum: f64, dampening: f64, nesterov: bool, weightDecay: f64, first: bool,
): void {
  const rate = splat(lr);
  const decay = splat(weightDecay);
  const kept = splat(momentum);
  const fresh = splat(1 - dampening);
  for (; n >= 4; n -= 4) {
    momentum4(p, g, v, 4, rate, decay, kept, fresh, nesterov, first);
    p += 16;
    g += 16;
    v += 16;
  }
  if (n > 0) momentum4(p, g, v, n, rate, decay, kept, fresh, nesterov, first);
}

// @ts-ignore: decorator
@inline
function momentum4(
  p: usize, g: usize, v: usize, count: i32,
  rate: v128, decay: v128, kept: v128, fresh: v128, nesterov: bool, first: bool,
): void {
  const weight = load4(p, count);
  const gradient = madd4(decay, weight, load4(g, count));
  // The velocity is not read at first: it may hold anything.
  const velocity = first ? gradient : madd4(kept, load4(v, count), f32x4.mul(fresh, gradient));
  store4(v, velocity, count);
  const along = nesterov ? madd4(kept, velocity, gradient) : velocity;
  store4(p, nmadd4(rate, along, weight), count);
}

/**
 * m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², p ← p − lr / c₁ · m / (√v / √c₂ + eps) with the
 * corrections cᵢ = 1 − βᵢᵗ. With `w` (address 0: none) the largest v so far stands for v there, w ← max(w, v). Weight decay:
 * g + weightDecay p for g, or `decoupled` (AdamW) p ← (1 − lr weightDecay) p before the update.
 */
export function adamStep(
  p: usize, g: usize, m: usize, v: usize, w: usize, n: i32, lr: f64, beta1: f64, beta2: f64, eps: f64,
  correction1: f64, correction2: f64, weightDecay: f64, decoupled: bool,
): void {
  const rate = splat(lr / correction1);
  const root = splat(1 / sqrt(correction2));
  const kept1 = splat(beta1);
  const fresh1 = splat(1 - beta1);
  const kept2 = splat(beta2);
  const fresh2 = splat(1 - beta2);
  const epsilon = splat(eps);
  const decay = splat(decoupled ? 0 : weightDecay);
  const shrink = splat(decoupled ? 1 - lr * weightDecay : 1);
  for (; n >= 4; n -= 4) {
    adam4(p, g, m, v, w, 4, rate, root, kept1, fresh1, kept2, fresh2, epsilon, decay, shrink);
    p += 16;
    g += 16;
    m += 16;
    v += 16;
    if (w) w += 16;
  }
  if (n > 0) adam4(p, g, m, v, w, n, rate, root, kept1, fresh1, kept2, fresh2, epsilon, decay, shrink);
}

// @ts-ignore: decorator
@inline
function adam4(
  p: usize, g: usize, m: usize, v: usize, w: usize, count: i32, rate: v128, root: v128,
  kept1: v128, fresh1: v128, kept2: v128, fresh2: v128, epsilon: v128, decay: v128, shrink: v128,
): void {
  const weight = load4(p, count);
  const gradient = madd4(decay, weight, load4(g, count));
  const mean = madd4(kept1, load4(m, count), f32x4.mul(fresh1, gradient));
  const square = f32x4.mul(fresh2, f32x4.mul(gradient, gradient));
  let variance = madd4(kept2, load4(v, count), square);
  store4(m, mean, count);
  store4(v, variance, count);
  if (w) {
    variance = f32x4.max(variance, load4(w, count));
    store4(w, variance, count);
  }
  const below = madd4(f32x4.sqrt(variance), root, epsilon);
  store4(p, nmadd4(rate, f32x4.div(mean, below), f32x4.mul(weight, shrink)), count);
}

/**
 * s ← α s + (1 − α) g², d = g / (√s + eps); with a mean a (address 0: none) a ← α a + (1 − α) g, and s − a², at least 0, stands
 * for s in d; with a velocity b (address 0: none) b ← momentum b + d and p ← p − lr b, else p ← p − lr d.
 */
export function rmspropStep(
  p: usize, g: usize, s: usize, a: usize, b: usize, n: i32,
  lr: f64, alpha: f64, eps: f64, momentum: f64, weightDecay: f64,
): void {
  const rate = splat(lr);
  const kept = splat(alpha);
  const fresh = splat(1 - alpha);
  const epsilon = splat(eps);
  const carried = splat(momentum);
  const decay = splat(weightDecay);
  for (; n >= 4; n -= 4) {
    rmsprop4(p, g, s, a, b, 4, rate, kept, fresh, epsilon, carried, decay);
    p += 16;
    g += 16;
    s += 16;
    if (a) a += 16;
    if (b) b += 16;
  }
  if (n > 0) rmsprop4(p, g, s, a, b, n, rate, kept, fresh, epsilon, carried, decay);
}

// @ts-ignore: decorator
@inline
function rmsprop4(
  p: usize, g: usize, s: usize, a: usize, b: usize, count: i32,
  rate: v128, kept: v128, fresh: v128, epsilon: v128, carried: v128, decay: v128,
): void {
  const weight = load4(p, count);
  const gradient = madd4(decay, weight, load4(g, count));
  const square = madd4(kept, load4(s, count), f32x4.mul(fresh, f32x4.mul(gradient, gradient)));
  store4(s, square, count);
  let spread = square;
  if (a) {
    const mean = madd4(kept, load4(a, count), f32x4.mul(fresh, gradient));
    store4(a, mean, count);
    const left = nmadd4(mean, mean, square);
    // Rounding may take it below 0, whose root is NaN; a NaN itself stays.
    spread = v128.andnot(left, f32x4.lt(left, f32x4.splat(0)));
  }
  let along = f32x4.div(gradient, f32x4.add(f32x4.sqrt(spread), epsilon));
  if (b) {
    along = madd4(carried, load4(b, count), along);
    store4(b, along, count);
  }
  store4(p, nmadd4(rate, along, weight), count);
}
