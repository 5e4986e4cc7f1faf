/** out = x [batch, time, width] with zeros from each row's length on (int32 [batch], 1 to time). */
export function clearPadding(
  batch: i32, time: i32, width: i32, x: usize, out: usize, lengths: usize,
): void {
  const step = (<usize>width) << 2;
  const row = <usize>time * step;
  for (let b = 0; b < batch; b++) {
    const valid = <usize>load<i32>(lengths) * step;
    memory.copy(out, x, valid);
    memory.fill(out + valid, 0, row - valid);
    x += row;
    out += row;
    lengths += 4;
  }
}
