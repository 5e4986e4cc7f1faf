import { dilationX, dilationY, strideX, strideY, tapsX, tapsY } from '../windows';

export const MAX: i32 = 0;
/** Takes the output's gradient to where the largest was. */
export const ROUTE: i32 = 1;
/** Takes of a tensor like the input what lies where the largest was. */
export const PICK: i32 = 2;
export const MEAN: i32 = 3;
/** Takes the output's gradient to all that were averaged. */
export const SHARE: i32 = 4;

/** The larger one, or NaN: half of what `f32x4.max` takes, which also orders zeros and quiets NaN. */
// @ts-ignore: decorator
@inline
export function larger(a: v128, b: v128): v128 {
  // Each keeps a NaN of its first one, and they are equal where there is none.
  return v128.or(f32x4.pmax(a, b), f32x4.pmax(b, a));
}

// @ts-ignore: decorator
@inline
export function isEqual(a: v128, b: v128): v128 {
  return v128.or(f32x4.eq(a, b), f32x4.ne(a, a));
}

/** One output, four channels: `x` and `other` at the first channel of the window's corner in the input. */
/** Whether windows are 2×2 with a stride of 2, so that none shares an entry with another: what most networks pool by. */
// @ts-ignore: decorator
@inline
export function isTwoByTwo(): bool {
  return tapsY == 2 && tapsX == 2 && strideY == 2 && strideX == 2 && dilationY == 1 && dilationX == 1;
}

/** A window of them that lies in the input, `depth` channels, a multiple of 4: `right` and `down` bytes to the other entries. */
// @ts-ignore: decorator
@inline
export function twoByTwo(op: i32, x: usize, y: usize, dy: usize, other: usize, depth: i32, right: usize, down: usize): void {
  const share = f32x4.splat(0.25);
  const diagonal = right + down;
  for (; depth > 0; depth -= 4) {
    if (op == SHARE) {
      const gradient = f32x4.mul(v128.load(dy), share);
      v128.store(other, gradient);
      v128.store(other + right, gradient);
      v128.store(other + down, gradient);
      v128.store(other + diagonal, gradient);
    } else {
      const a = v128.load(x);
      const b = v128.load(x + right);
      const c = v128.load(x + down);
      const d = v128.load(x + diagonal);
      if (op == MAX) v128.store(y, larger(larger(a, b), larger(c, d)));
      if (op == MEAN) v128.store(y, f32x4.mul(f32x4.add(f32x4.add(f32x4.add(a, b), c), d), share));
      if (op == ROUTE) {
        const largest = v128.load(y);
        const gradient = v128.load(dy);
        let found = isEqual(a, largest);
        v128.store(other, v128.and(gradient, found));
        let here = isEqual(b, largest);
        v128.store(other + right, v128.and(gradient, v128.andnot(here, found)));
        found = v128.or(found, here);
        here = isEqual(c, largest);
        v128.store(other + down, v128.and(gradient, v128.andnot(here, found)));
        found = v128.or(found, here);
        v128.store(other + diagonal, v128.and(gradient, v128.andnot(isEqual(d, largest), found)));
      }
    }
    x += 16;
    y += 16;
    dy += 16;
    other += 16;
  }
}
