import { biasActivation, gemm, gemmPackedRight, packRight } from '../core';
import { GEMM_SCRATCH_BYTES, packedRightBytes } from '../gemm';
import { gatherPatches, scatterPatches } from './patches';
import { batch, groups, inDepth, isPointwise, outDepth, outHeight, outWidth, readPlan, tapsX, tapsY } from '../windows';

export { keepConstants } from '../math';

/*
 * Convolutions as products: patches [places, taps · depth] times the filter [taps · depth, out], by runs of places
 * whose patches stay in the cache, so that what would be many times the input in memory is never there as a whole.
 * x [batch, height, width, in], filter [height, width, in / groups, out], y [batch, height, width, out].
 */

/** Floats of patches at a time, as far as the numbers of places below allow: 384 KB. */
const PATCH_FLOATS: i32 = 98304;
const FEWEST_PLACES: i32 = 64;
const MOST_PLACES: i32 = 256;

/** Places whose patches of `size` floats are made at a time. */
function placesOf(size: i32): i32 {
  return max(FEWEST_PLACES, min(MOST_PLACES, PATCH_FLOATS / max(size, 1)));
}

/**
 * Bytes that every kernel here needs as scratch, for one group: the product's own, a packed filter, patches. As f64,
 * since from 2 GiB on an i32 would be negative.
 */
export function convScratchBytes(patch: i32, out: i32): f64 {
  const byOut = <f64>((out + 15) & ~15) * <f64>patch;
  const byPatch = <f64>((patch + 15) & ~15) * <f64>out;
  return <f64>GEMM_SCRATCH_BYTES + 256 + 4 * (max(byOut, byPatch) + <f64>placesOf(patch) * <f64>patch);
}

// @ts-ignore: decorator
@inline
function align(address: usize): usize {
  return (address + 63) & ~63;
}

// @ts-ignore: decorator
@inline
function floats(count: i32): usize {
  return <usize>count << 2;
}

/** y = f(x ∗ w + bias) for an activation code f; address 0 for no bias. */
export function convForward(
  plan: usize, x: usize, w: usize, bias: usize, activation: i32, y: usize, scratch: usize,
): void {
  readPlan(plan);
  const out = outDepth / groups;
  const depth = inDepth / groups;
  const patch = tapsY * tapsX * depth;
  const packed = align(scratch + GEMM_SCRATCH_BYTES);
  const patches = align(packed + packedRightBytes(out, patch));
  const places = batch * outHeight * outWidth;
  const run = placesOf(patch);
  const pointwise = isPointwise();
  for (let group = 0; group < groups; group++) {
    packRight(out, patch, w, outDepth, false, packed);
    let to = y;
    for (let first = 0; first < places; first += run) {
      const count = min(run, places - first);
      if (pointwise) {
        const a = x + (<usize>first * <usize>inDepth << 2);
        gemmPackedRight(count, out, patch, a, inDepth, false, packed, to, outDepth, false, scratch);
      } else {
        gatherPatches(x, patches, first, count);
        gemmPackedRight(count, out, patch, patches, patch, false, packed, to, outDepth, false, scratch);
      }
      if (bias != 0 || activation != 0) biasActivation(to, count, out, outDepth, bias, activation);
      to += <usize>count * floats(outDepth);
    }
    x += floats(depth);
    w += floats(out);
    y += floats(out);
    if (bias != 0) bias += floats(out);
  }
}

/**
 * dw = Σ over places of patchᵀ dz. Few places at a time: read down its columns, a patch costs a cache line a place
 * (at 3×3×32, 256 places 36 GFLOP/s, 64 places 49).
 */
export function convFilterGradient(plan: usize, x: usize, dz: usize, dw: usize, scratch: usize): void {
  readPlan(plan);
  const out = outDepth / groups;
  const depth = inDepth / groups;
  const patch = tapsY * tapsX * depth;
  const patches = align(scratch + GEMM_SCRATCH_BYTES);
  const places = batch * outHeight * outWidth;
  const pointwise = isPointwise();
  const run = pointwise ? places : FEWEST_PLACES;
  for (let group = 0; group < groups; group++) {
    let from = dz;
    for (let first = 0; first < places; first += run) {
      const count = min(run, places - first);
      let a = x + (<usize>first * <usize>inDepth << 2);
      if (!pointwise) {
        gatherPatches(x, patches, first, count);
        a = patches;
      }
      const lda = pointwise ? inDepth : patch;
      gemm(patch, out, count, a, lda, true, from, outDepth, false, dw, outDepth, first > 0, scratch);
      from += <usize>count * floats(outDepth);
    }
    x += floats(depth);
    dw += floats(out);
    dz += floats(out);
  }
}

/** dx = what dz wᵀ adds at each place of the input that it saw. */
export function convInputGradient(plan: usize, dz: usize, w: usize, dx: usize, size: usize, scratch: usize): void {
  readPlan(plan);
  const out = outDepth / groups;
  const depth = inDepth / groups;
  const patch = tapsY * tapsX * depth;
  const packed = align(scratch + GEMM_SCRATCH_BYTES);
  const patches = align(packed + packedRightBytes(patch, out));
  const places = batch * outHeight * outWidth;
  const run = placesOf(patch);
  const pointwise = isPointwise();
  if (!pointwise) memory.fill(dx, 0, size << 2);
  for (let group = 0; group < groups; group++) {
    packRight(patch, out, w, outDepth, true, packed);
    let from = dz;
    for (let first = 0; first < places; first += run) {
      const count = min(run, places - first);
      if (pointwise) {
        const to = dx + (<usize>first * <usize>inDepth << 2);
        gemmPackedRight(count, patch, out, from, outDepth, false, packed, to, inDepth, false, scratch);
      } else {
        gemmPackedRight(count, patch, out, from, outDepth, false, packed, patches, patch, false, scratch);
        scatterPatches(dx, patches, first, count);
      }
      from += <usize>count * floats(outDepth);
    }
    dx += floats(depth);
    w += floats(out);
    dz += floats(out);
  }
}
