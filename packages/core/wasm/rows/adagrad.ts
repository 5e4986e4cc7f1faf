import { load4, madd4, nmadd4, store4 } from '../math';

/** s ← s + g², p ← p − lr g / (√s + eps), with g + weightDecay p for g: n parameters, in place. */
export function adagradStep(
  p: usize, g: usize, s: usize, n: i32, lr: f64, eps: f64, weightDecay: f64,
): void {
  const rate = f32x4.splat(<f32>lr);
  const epsilon = f32x4.splat(<f32>eps);
  const decay = f32x4.splat(<f32>weightDecay);
  for (; n >= 4; n -= 4) {
    adagrad4(p, g, s, 4, rate, epsilon, decay);
    p += 16;
    g += 16;
    s += 16;
  }
  if (n > 0) adagrad4(p, g, s, n, rate, epsilon, decay);
}

// @ts-ignore: decorator
@inline
function adagrad4(
  p: usize, g: usize, s: usize, count: i32, rate: v128, epsilon: v128, decay: v128,
): void {
  const weight = load4(p, count);
  const gradient = madd4(decay, weight, load4(g, count));
  const square = madd4(gradient, gradient, load4(s, count));
  store4(s, square, count);
  const along = f32x4.div(gradient, f32x4.add(f32x4.sqrt(square), epsilon));
  store4(p, nmadd4(rate, along, weight), count);
}
