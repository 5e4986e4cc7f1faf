import { gruRowAfter, gruRowAfterBackward } from './row';

/** `gruRowAfter` of each row: zx, zh [batch, 3 hidden], h [batch, hidden] → gates, inner, next. */
export function gruStep(
  batch: i32, hidden: i32, zx: usize, zh: usize, h: usize, gates: usize, inner: usize, next: usize, hard: bool,
): void {
  const width = (<usize>hidden) << 2;
  memory.copy(gates, zx, <usize>batch * 3 * width);
  for (; batch > 0; batch--) {
    gruRowAfter(hidden, gates, zh, 0, 0, h, inner, next, hard);
    gates += 3 * width;
    zh += 3 * width;
    h += width;
    inner += width;
    next += width;
  }
}

/** `gruRowAfterBackward` of each row: dh [batch, hidden] leaves as the gradient at h but for what comes through U. */
export function gruStepBackward(
  batch: i32, hidden: i32, gates: usize, inner: usize, h: usize, dh: usize, dzx: usize, dzh: usize, hard: bool,
): void {
  const width = (<usize>hidden) << 2;
  for (; batch > 0; batch--) {
    gruRowAfterBackward(hidden, gates, inner, h, dh, dzx, dzh, hard);
    gates += 3 * width;
    dzx += 3 * width;
    dzh += 3 * width;
    inner += width;
    h += width;
    dh += width;
  }
}
