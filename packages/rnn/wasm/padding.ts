/**
 * The steps of row b: what `lengths` (int32 [batch], 0 for none) says, kept between 0 and `time`, so that no length leads
 * out of the row.
 */
// @ts-ignore: decorator
@inline
export function stepsOf(lengths: usize, b: i32, time: i32): i32 {
  return lengths == 0 ? time : max(0, min(time, load<i32>(lengths + ((<usize>b) << 2))));
}

/** out = x [batch, time, width] with zeros from each row's length on (int32 [batch]). */
export function clearPadding(
  batch: i32, time: i32, width: i32, x: usize, out: usize, lengths: usize,
): void {
  const step = (<usize>width) << 2;
  const row = <usize>time * step;
  for (let b = 0; b < batch; b++) {
    const valid = <usize>stepsOf(lengths, b, time) * step;
    memory.copy(out, x, valid);
    memory.fill(out + valid, 0, row - valid);
    x += row;
    out += row;
  }
}
