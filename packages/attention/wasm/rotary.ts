import { load4, madd4, nmadd4, store4 } from '@dl/core/wasm/math';

/**
 * Turns pairs of the first `heads` heads of each row of x [batch, time, row], head h at h · depth, by the angles whose cosines and
 * sines are [time, depth / 2], into out: (a, b) → (a cos − b sin, b cos + a sin). Pair i is entries i and i + depth / 2 of a head,
 * or, of neighbours, 2 i and 2 i + 1. What is behind those heads is copied.
 */
export function rotaryRows(
  batch: i32, time: i32, heads: i32, depth: i32, row: i32, neighbours: bool,
  x: usize, cos: usize, sin: usize, out: usize,
): void {
  const half = depth >> 1;
  const head = (<usize>depth) << 2;
  const angles = (<usize>half) << 2;
  const rest = (<usize>(row - heads * depth)) << 2;
  for (let b = 0; b < batch; b++) {
    let c = cos;
    let s = sin;
    for (let t = 0; t < time; t++) {
      for (let h = 0; h < heads; h++) {
        if (neighbours) turnNeighbours(half, x, c, s, out);
        else turnHalves(half, x, c, s, out);
        x += head;
        out += head;
      }
      if (rest > 0) memory.copy(out, x, rest);
      x += rest;
      out += rest;
      c += angles;
      s += angles;
    }
  }
}

// @ts-ignore: decorator
@inline
function turnHalves(half: i32, x: usize, c: usize, s: usize, out: usize): void {
  const width = (<usize>half) << 2;
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
}

// @ts-ignore: decorator
@inline
function turnNeighbours(half: i32, x: usize, cos: usize, sin: usize, out: usize): void {
  for (let i = 0; i < half; i++) {
    const at = (<usize>i) << 2;
    const a = load<f32>(x + 2 * at);
    const b = load<f32>(x + 2 * at + 4);
    const c = load<f32>(cos + at);
    const s = load<f32>(sin + at);
    store<f32>(out + 2 * at, a * c - b * s);
    store<f32>(out + 2 * at + 4, b * c + a * s);
  }
}
