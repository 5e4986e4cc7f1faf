import { lstmRow, lstmRowBackward } from './row';

/** `lstmRow` of each row: z [batch, 4 hidden] → gates; c [batch, hidden] → next, h. */
export function lstmStep(
  batch: i32, hidden: i32, z: usize, c: usize, peephole: usize, gates: usize, next: usize, h: usize, hard: bool,
): void {
  const width = (<usize>hidden) << 2;
  memory.copy(gates, z, <usize>batch * 4 * width);
  for (; batch > 0; batch--) {
    lstmRow(hidden, gates, 0, c, peephole, next, h, hard);
    gates += 4 * width;
    c += width;
    next += width;
    h += width;
  }
}

/** `lstmRowBackward` of each row: dc [batch, hidden] is the gradient at the next cell and leaves as that at c. */
export function lstmStepBackward(
  batch: i32, hidden: i32, gates: usize, c: usize, peephole: usize, next: usize,
  dh: usize, dc: usize, dz: usize, dpeephole: usize, hard: bool,
): void {
  const width = (<usize>hidden) << 2;
  for (; batch > 0; batch--) {
    lstmRowBackward(hidden, gates, c, peephole, next, dh, dc, dz, dpeephole, hard);
    gates += 4 * width;
    dz += 4 * width;
    c += width;
    next += width;
    dh += width;
    dc += width;
  }
}
