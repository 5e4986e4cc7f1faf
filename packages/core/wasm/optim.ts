import { load4, madd4, nmadd4, store4 } from './math';

// Updates of n parameters p by their gradients g, in place, by PyTorch's formulas. Scalars come as
// doubles, so that 1 − β₂ and the like are rounded once. A slot is an address of n floats.

/** p ← p − lr (g + weightDecay p). */
export function sgdStep(p: usize, g: usize, n: i32, lr: f64, weightDecay: f64): void {
  const rate = f32x4.splat(<f32>lr);
  const decay = f32x4.splat(<f32>weightDecay);
  for (; n > 0; n -= 4) {
    const count = min(n, 4);
    const weight = load4(p, count);
    const gradient = madd4(decay, weight, load4(g, count));
    store4(p, nmadd4(rate, gradient, weight), count);
    p += 16;
    g += 16;
  }
}

/**
 * v ← momentum v + (1 − dampening) g, or v ← g where `first`; then p ← p − lr v, or with Nesterov's
 * p ← p − lr (g + momentum v).
 */
export function momentumStep(p: usize, g: usize, v: usize, n: i32, lr: f64, momentum: f64, dampening: f64, nesterov: bool, weightDecay: f64, first: bool): void {
  const rate = f32x4.splat(<f32>lr);
  const decay = f32x4.splat(<f32>weightDecay);
  const kept = f32x4.splat(<f32>momentum);
  const fresh = f32x4.splat(<f32>(1 - dampening));
  for (; n > 0; n -= 4) {
    const count = min(n, 4);
    const weight = load4(p, count);
    const gradient = madd4(decay, weight, load4(g, count));
    // The velocity is not read at first: it may hold anything.
    const velocity = first ? gradient : madd4(kept, load4(v, count), f32x4.mul(fresh, gradient));
    store4(v, velocity, count);
    const along = nesterov ? madd4(kept, velocity, gradient) : velocity;
    store4(p, nmadd4(rate, along, weight), count);
    p += 16;
    g += 16;
    v += 16;
  }
}

/**
 * m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², p ← p − lr / c₁ · m / (√v / √c₂ + eps) with the
 * corrections cᵢ = 1 − βᵢᵗ. Weight decay: g + weightDecay p for g, or `decoupled` (AdamW)
 * p ← (1 − lr weightDecay) p before the update.
 */
export function adamStep(p: usize, g: usize, m: usize, v: usize, n: i32, lr: f64, beta1: f64, beta2: f64, eps: f64, correction1: f64, correction2: f64, weightDecay: f64, decoupled: bool): void {
  const rate = f32x4.splat(<f32>(lr / correction1));
  const root = f32x4.splat(<f32>(1 / sqrt(correction2)));
  const kept1 = f32x4.splat(<f32>beta1);
  const fresh1 = f32x4.splat(<f32>(1 - beta1));
  const kept2 = f32x4.splat(<f32>beta2);
  const fresh2 = f32x4.splat(<f32>(1 - beta2));
  const epsilon = f32x4.splat(<f32>eps);
  const decay = f32x4.splat(decoupled ? 0 : <f32>weightDecay);
  const shrink = f32x4.splat(decoupled ? <f32>(1 - lr * weightDecay) : 1);
  for (; n > 0; n -= 4) {
    const count = min(n, 4);
    const weight = load4(p, count);
    const gradient = madd4(decay, weight, load4(g, count));
    const mean = madd4(kept1, load4(m, count), f32x4.mul(fresh1, gradient));
    const square = madd4(kept2, load4(v, count), f32x4.mul(fresh2, f32x4.mul(gradient, gradient)));
    const below = madd4(f32x4.sqrt(square), root, epsilon);
    store4(m, mean, count);
    store4(v, square, count);
    store4(p, nmadd4(rate, f32x4.div(mean, below), f32x4.mul(weight, shrink)), count);
    p += 16;
    g += 16;
    m += 16;
    v += 16;
  }
}

/**
 * s ← α s + (1 − α) g², d = g / (√s + eps); with a velocity b (address 0: none) b ← momentum b + d and
 * p ← p − lr b, else p ← p − lr d.
 */
export function rmspropStep(p: usize, g: usize, s: usize, b: usize, n: i32, lr: f64, alpha: f64, eps: f64, momentum: f64, weightDecay: f64): void {
  const rate = f32x4.splat(<f32>lr);
  const kept = f32x4.splat(<f32>alpha);
  const fresh = f32x4.splat(<f32>(1 - alpha));
  const epsilon = f32x4.splat(<f32>eps);
  const carried = f32x4.splat(<f32>momentum);
  const decay = f32x4.splat(<f32>weightDecay);
  for (; n > 0; n -= 4) {
    const count = min(n, 4);
    const weight = load4(p, count);
    const gradient = madd4(decay, weight, load4(g, count));
    const square = madd4(kept, load4(s, count), f32x4.mul(fresh, f32x4.mul(gradient, gradient)));
    store4(s, square, count);
    let along = f32x4.div(gradient, f32x4.add(f32x4.sqrt(square), epsilon));
    if (b) {
      along = madd4(carried, load4(b, count), along);
      store4(b, along, count);
      b += 16;
    }
    store4(p, nmadd4(rate, along, weight), count);
    p += 16;
    g += 16;
    s += 16;
  }
}
