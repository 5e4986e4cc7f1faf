/*
 * The sizes of windows that slide over images, which JavaScript writes as one list of int32: too many for arguments.
 * A kernel reads them first; loops copy what they use.
 */

/** Samples. */
export let batch: i32 = 0;
export let inHeight: i32 = 0;
export let inWidth: i32 = 0;
/** Channels of the input, of all groups. */
export let inDepth: i32 = 0;
export let outHeight: i32 = 0;
export let outWidth: i32 = 0;
export let outDepth: i32 = 0;
/** Taps of the filter. */
export let tapsY: i32 = 0;
export let tapsX: i32 = 0;
export let strideY: i32 = 0;
export let strideX: i32 = 0;
export let dilationY: i32 = 0;
export let dilationX: i32 = 0;
/** Rows of padding above, and columns at the left. */
export let above: i32 = 0;
export let left: i32 = 0;
export let groups: i32 = 0;
/** Rows of padding below, and columns at the right. */
export let below: i32 = 0;
export let right: i32 = 0;

/** How a convolution is made, of several ways: `UNDECIDED`, or what was chosen for the whole of which this is a part. */
export let way: i32 = 0;
export const UNDECIDED: i32 = 0;
export const DIRECT: i32 = 1;
export const WINOGRAD: i32 = 2;
/** Where `plan` says so. */
export const WAY_AT: usize = 72;

/** Channels of the output from one place to the next: `outDepth`, or those of the whole of which these are a part. */
export let outRow: i32 = 0;

/** Reads the sizes at `plan`. */
export function readPlan(plan: usize): void {
  batch = load<i32>(plan);
  inHeight = load<i32>(plan, 4);
  inWidth = load<i32>(plan, 8);
  inDepth = load<i32>(plan, 12);
  outHeight = load<i32>(plan, 16);
  outWidth = load<i32>(plan, 20);
  outDepth = load<i32>(plan, 24);
  tapsY = load<i32>(plan, 28);
  tapsX = load<i32>(plan, 32);
  strideY = load<i32>(plan, 36);
  strideX = load<i32>(plan, 40);
  dilationY = load<i32>(plan, 44);
  dilationX = load<i32>(plan, 48);
  above = load<i32>(plan, 52);
  left = load<i32>(plan, 56);
  groups = load<i32>(plan, 60);
  below = load<i32>(plan, 64);
  right = load<i32>(plan, 68);
  way = load<i32>(plan, WAY_AT);
  outRow = load<i32>(plan, 76);
  if (outRow == 0) outRow = outDepth;
}

/** Whether each place of the output sees one place of the input, the same: then no patches are needed. */
export function isPointwise(): bool {
  return tapsY == 1 && tapsX == 1 && strideY == 1 && strideX == 1 && above == 0 && left == 0 &&
    inHeight == outHeight && inWidth == outWidth;
}
