/** Copies rows of heads from where they lie, steps in floats apart, to where each row lies behind the one before. */
export function copyHeads(
  batch: i32, heads: i32, rows: i32, depth: i32,
  from: usize, fromBatch: i32, fromHead: i32, fromRow: i32, to: usize, toBatch: i32, toHead: i32,
): void {
  const bytes = (<usize>depth) << 2;
  for (let b = 0; b < batch; b++) {
    for (let h = 0; h < heads; h++) {
      const source = from + ((<usize>(b * fromBatch + h * fromHead)) << 2);
      const target = to + ((<usize>(b * toBatch + h * toHead)) << 2);
      if (fromRow === depth) {
        memory.copy(target, source, bytes * rows);
        continue;
      }
      for (let r = 0; r < rows; r++) {
        memory.copy(target + <usize>r * bytes, source + ((<usize>(r * fromRow)) << 2), bytes);
      }
    }
  }
}
