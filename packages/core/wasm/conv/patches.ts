import { addRow, copyRow } from '../copy-row';
import {
  above, dilationX, dilationY, groups, inDepth, inHeight, inWidth, left, outHeight, outWidth, strideX, strideY,
  tapsX, tapsY,
} from '../windows';

/** Fills `patches` from the input. */
const GATHER: bool = true;
/** Adds `patches` to the input. */
const SCATTER: bool = false;

/** Between `size` floats of the input and of a patch. */
// @ts-ignore: decorator
@inline
function move(gather: bool, place: usize, patch: usize, size: i32): void {
  if (gather) copyRow(place, patch, size);
  else addRow(patch, place, size);
}

/** One row of taps of one patch, of the row of the input at `row`. */
// @ts-ignore: decorator
@inline
function moveTaps(gather: bool, row: usize, column: i32, patch: usize, depth: i32): void {
  const width = <usize>depth << 2;
  const stride = <usize>inDepth << 2;
  const last = column + (tapsX - 1) * dilationX;
  if (depth == inDepth && dilationX == 1 && column >= 0 && last < inWidth) {
    // The taps of a row lie one after the other in the input too.
    move(gather, row + <usize>column * stride, patch, tapsX * depth);
    return;
  }
  for (let tap = 0; tap < tapsX; tap++) {
    if (<u32>column < <u32>inWidth) move(gather, row + <usize>column * stride, patch, depth);
    else if (gather) memory.fill(patch, 0, width);
    column += dilationX;
    patch += width;
  }
}

/** Patches of `count` places of the output from the one at `first` on; a patch is [taps, taps, depth of a group]. */
// @ts-ignore: decorator
@inline
function movePatches(gather: bool, x: usize, patches: usize, first: i32, count: i32): void {
  const depth = inDepth / groups;
  const width = <usize>(tapsX * depth) << 2;
  const rowBytes = (<usize>inWidth * <usize>inDepth) << 2;
  let column = first % outWidth;
  let row = (first / outWidth) % outHeight;
  let image = x + <usize>(first / outWidth / outHeight) * <usize>inHeight * rowBytes;
  for (; count > 0; count--) {
    let y = row * strideY - above;
    for (let tap = 0; tap < tapsY; tap++) {
      if (<u32>y < <u32>inHeight) moveTaps(gather, image + <usize>y * rowBytes, column * strideX - left, patches, depth);
      else if (gather) memory.fill(patches, 0, width);
      y += dilationY;
      patches += width;
    }
    if (++column == outWidth) {
      column = 0;
      if (++row == outHeight) {
        row = 0;
        image += <usize>inHeight * rowBytes;
      }
    }
  }
}

/** What places of the output see of x, a row each. */
export function gatherPatches(x: usize, patches: usize, first: i32, count: i32): void {
  movePatches(GATHER, x, patches, first, count);
}

/** Adds to dx what reaches it from rows of places of the output. */
export function scatterPatches(dx: usize, patches: usize, first: i32, count: i32): void {
  movePatches(SCATTER, dx, patches, first, count);
}
