import type { Counted } from './avg-pool-by-taps';

/** WGSL of which entries the mean at a place of an axis is of: from `x` to under `y`, and by how many it is divided, `z`. */
export function spanCode(counted: Counted): string {
  if (counted === 'bins') {
    return `
fn spanOf(place : i32, size : i32, count : i32, taps : i32, step : i32, before : i32, after : i32) -> vec3<i32> {
  let first = i32(u32(place) * u32(size) / u32(count));
  let last = i32((u32(place + 1) * u32(size) + u32(count - 1)) / u32(count));
  return vec3<i32>(first, last, last - first);
}`;
  }
  const seen = counted === 'seen' ? 'last - first' : 'min(taps, size + after - start)';
  return `
fn spanOf(place : i32, size : i32, count : i32, taps : i32, step : i32, before : i32, after : i32) -> vec3<i32> {
  let start = place * step - before;
  let first = max(start, 0);
  let last = start + lastTap(start, 1, taps, size);
  return vec3<i32>(first, last, ${seen});
}`;
}
