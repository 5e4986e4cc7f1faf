/** Threads that share a row: few for a short one, so that none idles. */
export function threadsOfRow(size: number): 64 | 256 {
  return size > 512 ? 256 : 64;
}

/**
 * WGSL functions for programs in which a group shares a row: `sumOf(thread, x)`, `pairSums(thread, xy)` and `mostOf(thread, x)`
 * of all its threads. All threads of a group must call them. The order of a sum is fixed.
 */
export const ROW_SUMS = `
var<workgroup> row_parts : array<vec2<f32>, THREADS>;
fn pairSums(thread : i32, own : vec2<f32>) -> vec2<f32> {
  row_parts[thread] = own;
  workgroupBarrier();
  for (var half = THREADS / 2; half > 0; half = half / 2) {
    if (thread < half) { row_parts[thread] += row_parts[thread + half]; }
    workgroupBarrier();
  }
  let total = row_parts[0];
  workgroupBarrier();
  return total;
}
fn sumOf(thread : i32, own : f32) -> f32 { return pairSums(thread, vec2<f32>(own, 0.0)).x; }
// NaN if one is: max() may drop it.
fn larger(a : f32, b : f32) -> f32 { return select(max(a, b), a + b, isnan(a) || isnan(b)); }
fn mostOf(thread : i32, own : f32) -> f32 {
  row_parts[thread].x = own;
  workgroupBarrier();
  for (var half = THREADS / 2; half > 0; half = half / 2) {
    if (thread < half) { row_parts[thread].x = larger(row_parts[thread].x, row_parts[thread + half].x); }
    workgroupBarrier();
  }
  let most = row_parts[0].x;
  workgroupBarrier();
  return most;
}
`;
