/*
 * Winograd's F(2×2, 3×3) between places and products, four channels at a time: of 4×4 places of the input
 * V = Bᵀ d B, of 3×3 taps U = G g Gᵀ, and from the sums over channels M = V U the 2×2 places of the output Aᵀ M A.
 * Back, of the output's gradient A dz Aᵀ, and from the sums over tiles of its products with V the filter's gradient
 * Gᵀ M G. The 16 entries of V, U and M are matrices `step` bytes apart.
 *
 *   Bᵀ = 1  0 −1  0      G = 1  0  0      Aᵀ = 1  1  1  0
 *        0  1  1  0          ½  ½  ½           0  1 −1 −1
 *        0 −1  1  0          ½ −½  ½
 *        0  1  0 −1          0  0  1
 */

/** One line of Bᵀ d, first ± second, times B. */
// @ts-ignore: decorator
@inline
function placesLine(first: usize, second: usize, plus: bool, column: usize, to: usize, step: usize): void {
  const right = column << 1;
  const last = right + column;
  let t0 = v128.load(first);
  let t1 = v128.load(first + column);
  let t2 = v128.load(first + right);
  let t3 = v128.load(first + last);
  t0 = plus ? f32x4.add(t0, v128.load(second)) : f32x4.sub(t0, v128.load(second));
  t1 = plus ? f32x4.add(t1, v128.load(second + column)) : f32x4.sub(t1, v128.load(second + column));
  t2 = plus ? f32x4.add(t2, v128.load(second + right)) : f32x4.sub(t2, v128.load(second + right));
  t3 = plus ? f32x4.add(t3, v128.load(second + last)) : f32x4.sub(t3, v128.load(second + last));
  v128.store(to, f32x4.sub(t0, t2));
  v128.store((to += step), f32x4.add(t1, t2));
  v128.store((to += step), f32x4.sub(t2, t1));
  v128.store(to + step, f32x4.sub(t1, t3));
}

/** V of 4×4 places, `row` and `column` bytes apart, of `bytes` bytes of channels. */
export function fromPlaces(x: usize, row: usize, column: usize, bytes: usize, to: usize, step: usize): void {
  const line = step << 2;
  for (const end = x + bytes; x < end; x += 16) {
    const second = x + row;
    const third = second + row;
    placesLine(x, third, false, column, to, step);
    placesLine(second, third, true, column, to + line, step);
    placesLine(third, second, false, column, to + (line << 1), step);
    placesLine(second, third + row, false, column, to + line * 3, step);
    to += 16;
  }
}

/** One line of places of the output from one of Aᵀ M; the second only if it is there. */
// @ts-ignore: decorator
@inline
function outputLine(s0: v128, s1: v128, s2: v128, s3: v128, y: usize, column: usize): void {
  v128.store(y, f32x4.add(f32x4.add(s0, s1), s2));
  if (column) v128.store(y + column, f32x4.sub(f32x4.sub(s1, s2), s3));
}

/** m₀ + m₁ + m₂ of a column of M. */
// @ts-ignore: decorator
@inline
function upper(m: usize, line: usize): v128 {
  return f32x4.add(f32x4.add(v128.load(m), v128.load(m + line)), v128.load(m + (line << 1)));
}

/** m₁ − m₂ − m₃ of a column of M. */
// @ts-ignore: decorator
@inline
function lower(m: usize, line: usize): v128 {
  return f32x4.sub(f32x4.sub(v128.load(m + line), v128.load(m + (line << 1))), v128.load(m + line * 3));
}

/** Up to 2×2 places of the output from M; `row` or `column` is 0 where there is no second one. */
export function toOutput(m: usize, step: usize, y: usize, row: usize, column: usize, bytes: usize): void {
  const line = step << 2;
  for (const end = y + bytes; y < end; y += 16) {
    const m1 = m + step;
    const m2 = m1 + step;
    const m3 = m2 + step;
    outputLine(upper(m, line), upper(m1, line), upper(m2, line), upper(m3, line), y, column);
    if (row) outputLine(lower(m, line), lower(m1, line), lower(m2, line), lower(m3, line), y + row, column);
    m += 16;
  }
}

/** One line of A dz Aᵀ from one of A dz. */
// @ts-ignore: decorator
@inline
function gradientLine(a: v128, b: v128, to: usize, step: usize): void {
  v128.store(to, a);
  v128.store((to += step), f32x4.add(a, b));
  v128.store((to += step), f32x4.sub(a, b));
  v128.store(to + step, f32x4.neg(b));
}

/** A dz Aᵀ of up to 2×2 places of the output, as `toOutput` has them. */
export function fromOutput(dz: usize, row: usize, column: usize, bytes: usize, to: usize, step: usize): void {
  const line = step << 2;
  const none = f32x4.splat(0);
  for (const end = dz + bytes; dz < end; dz += 16) {
    const a = v128.load(dz);
    const b = column ? v128.load(dz + column) : none;
    const c = row ? v128.load(dz + row) : none;
    const d = row && column ? v128.load(dz + row + column) : none;
    gradientLine(a, b, to, step);
    gradientLine(f32x4.add(a, c), f32x4.add(b, d), to + line, step);
    gradientLine(f32x4.sub(a, c), f32x4.sub(b, d), to + (line << 1), step);
    gradientLine(f32x4.neg(c), f32x4.neg(d), to + line * 3, step);
    to += 16;
  }
}

/** g₀, ½ (g₀ ± g₁ + g₂) and g₂: `bytes` of three arrays as four. */
function spreadTaps(g: usize, step: usize, to: usize, stepTo: usize, bytes: usize): void {
  const half = f32x4.splat(0.5);
  for (const end = g + bytes; g < end; g += 16) {
    const a = v128.load(g);
    const c = v128.load(g + (step << 1));
    const ends = f32x4.mul(half, f32x4.add(a, c));
    const middle = f32x4.mul(half, v128.load(g + step));
    v128.store(to, a);
    v128.store(to + stepTo, f32x4.add(ends, middle));
    v128.store(to + (stepTo << 1), f32x4.sub(ends, middle));
    v128.store(to + stepTo * 3, c);
    to += 16;
  }
}

/** m₀ + ½ (m₁ + m₂), ½ (m₁ − m₂) and ½ (m₁ + m₂) + m₃: `bytes` of four arrays as three. */
function gatherTaps(m: usize, step: usize, to: usize, stepTo: usize, bytes: usize): void {
  const half = f32x4.splat(0.5);
  for (const end = m + bytes; m < end; m += 16) {
    const b = f32x4.mul(half, v128.load(m + step));
    const c = f32x4.mul(half, v128.load(m + (step << 1)));
    const sum = f32x4.add(b, c);
    v128.store(to, f32x4.add(v128.load(m), sum));
    v128.store(to + stepTo, f32x4.sub(b, c));
    v128.store(to + (stepTo << 1), f32x4.add(sum, v128.load(m + step * 3)));
    to += 16;
  }
}

/** U of 3×3 taps of `tap` bytes each, all channels of them; `room` for 12 taps. */
export function fromFilter(g: usize, tap: usize, to: usize, step: usize, room: usize): void {
  spreadTaps(g, tap * 3, room, tap * 3, tap * 3);
  for (let i: usize = 0; i < 4; i++) spreadTaps(room + i * tap * 3, tap, to + i * (step << 2), step, tap);
}

/** The filter's gradient of 3×3 taps of `tap` bytes each, from M; `room` for 12 taps. */
export function toFilter(m: usize, step: usize, to: usize, tap: usize, room: usize): void {
  for (let i: usize = 0; i < 4; i++) gatherTaps(m + i * (step << 2), step, room + i * tap * 3, tap, tap);
  gatherTaps(room, tap * 3, to, tap * 3, tap * 3);
}
