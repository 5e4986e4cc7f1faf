import { load4, madd4, nmadd4, store4 } from '@dl/core/wasm/math';

/**
 * Turns pairs of each row of x [rows, time, depth] by the angles whose cosines and sines are [time, depth / 2], into
 * out: (a, b) → (a cos − b sin, b cos + a sin), pair i being entries i and i + depth / 2.
 */
export function rotaryHalves(rows: i32, time: i32, depth: i32, x: usize, cos: usize, sin: usize, out: usize): void {
  const half = depth >> 1;
  const width = (<usize>half) << 2;
  for (let r = 0; r < rows; r++) {
    let c = cos;
    let s = sin;
    for (let t = 0; t < time; t++) {
      for (let i = 0; i < half; i += 4) {
        const n = min(4, half - i);
        const at = (<usize>i) << 2;
        const a = load4(x + at, n);
        const b = load4(x + width + at, n);
        const c4 = load4(c + at, n);
        const s4 = load4(s + at, n);
        store4(out + at, nmadd4(b, s4, f32x4.mul(a, c4)), n);
        store4(out + width + at, madd4(a, s4, f32x4.mul(b, c4)), n);
      }
      x += 2 * width;
      out += 2 * width;
      c += width;
      s += width;
    }
  }
}

/** The same, pair i being entries 2 i and 2 i + 1. */
export function rotaryNeighbours(rows: i32, time: i32, depth: i32, x: usize, cos: usize, sin: usize, out: usize): void {
  const pairs = time * (depth >> 1);
  for (let r = 0; r < rows; r++) {
    for (let i = 0; i < pairs; i++) {
      const at = (<usize>i) << 2;
      const a = load<f32>(x);
      const b = load<f32>(x + 4);
      const c = load<f32>(cos + at);
      const s = load<f32>(sin + at);
      store<f32>(out, a * c - b * s);
      store<f32>(out + 4, b * c + a * s);
      x += 8;
      out += 8;
    }
  }
}
