import { addRow, copyRow } from '../copy-row';

// Ids are int32. One outside of 0 to count - 1 chooses no row: nothing is read or written for it.

/** The position of the first of `n` ids that is not in 0 to count - 1; n where there is none. */
export function firstOutside(ids: usize, n: i32, count: i32): i32 {
  const limit = i32x4.splat(count);
  let i = 0;
  for (; i <= n - 4; i += 4) {
    if (v128.any_true(i32x4.ge_u(v128.load(ids + (<usize>i << 2)), limit))) break;
  }
  for (; i < n; i++) if (load<u32>(ids + (<usize>i << 2)) >= <u32>count) break;
  return i;
}

/** out[o, i] = x[o, ids[i]] for rows of `size` floats; 0 where the id chooses none. x [outer, count, size]. */
export function takeRows(x: usize, ids: usize, out: usize, outer: i32, n: i32, count: i32, size: i32): void {
  const stride = <usize>size << 2;
  const end = ids + (<usize>n << 2);
  for (; outer > 0; outer--) {
    for (let at = ids; at < end; at += 4) {
      const id = load<u32>(at);
      if (id < <u32>count) copyRow(x + <usize>id * stride, out, size);
      else memory.fill(out, 0, stride);
      out += stride;
    }
    x += <usize>count * stride;
  }
}

/** out[o, c] = Σ x[o, i] over the i with ids[i] = c. x [outer, n, size], out [outer, count, size]. */
export function sumRows(x: usize, ids: usize, out: usize, outer: i32, n: i32, count: i32, size: i32): void {
  const stride = <usize>size << 2;
  const end = ids + (<usize>n << 2);
  for (; outer > 0; outer--) {
    memory.fill(out, 0, <usize>count * stride);
    for (let at = ids; at < end; at += 4) {
      const id = load<u32>(at);
      if (id < <u32>count) addRow(x, out + <usize>id * stride, size);
      x += stride;
    }
    out += <usize>count * stride;
  }
}
