import { stepsOf } from './padding';

/** Where the first step that row b runs through lies in dz; 0 if it runs through none. */
// @ts-ignore: decorator
@inline
function firstStep(dz: usize, b: i32, time: i32, rowDz: usize, lengths: usize, reverse: bool): usize {
  const n = stepsOf(lengths, b, time);
  if (n == 0) return 0;
  return dz + (<usize>b * <usize>time + (reverse ? n - 1 : 0)) * rowDz;
}

/**
 * Takes the step that begins each row out of dz [batch, time, …], rows of `stepDz` floats of which the first `width` are meant:
 * `firsts` [batch, width] gets them, and dz zeros. A row of no steps has none that begins it: zeros.
 */
export function takeFirsts(
  batch: i32, time: i32, width: i32, dz: usize, stepDz: i32, firsts: usize, lengths: usize, reverse: bool,
): void {
  const bytes = (<usize>width) << 2;
  for (let b = 0; b < batch; b++) {
    const at = firstStep(dz, b, time, (<usize>stepDz) << 2, lengths, reverse);
    if (at == 0) {
      memory.fill(firsts, 0, bytes);
    } else {
      memory.copy(firsts, at, bytes);
      memory.fill(at, 0, bytes);
    }
    firsts += bytes;
  }
}

/** Puts back what `takeFirsts` took. */
export function putFirsts(
  batch: i32, time: i32, width: i32, dz: usize, stepDz: i32, firsts: usize, lengths: usize, reverse: bool,
): void {
  const bytes = (<usize>width) << 2;
  for (let b = 0; b < batch; b++) {
    const at = firstStep(dz, b, time, (<usize>stepDz) << 2, lengths, reverse);
    if (at != 0) memory.copy(at, firsts, bytes);
    firsts += bytes;
  }
}
