import { biasActivation, gemm, gemmPackedRight, packRight } from '../core';
import { GEMM_SCRATCH_BYTES, packedRightBytes } from '../gemm';
import { gatherPatches, scatterPatches } from './patches';
import {
  suitsWinograd, winogradBytes, winogradFilterGradient, winogradForward, winogradInputGradient,
} from './winograd';
import {
  DIRECT, WAY_AT, WINOGRAD, batch, groups, inDepth, isPointwise, outDepth, outHeight, outRow, outWidth, readPlan,
  tapsX, tapsY,
} from '../windows';

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
  const byPatches = 4 * (max(byOut, byPatch) + <f64>placesOf(patch) * <f64>patch);
  const byTiles = patch % 9 == 0 ? winogradBytes(patch / 9, out) : 0;
  return <f64>GEMM_SCRATCH_BYTES + 256 + max(byPatches, byTiles);
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

// What is made of the other two of x, w and y, where dx, dw and dz stand for them in gradients.
const OUTPUT: i32 = 0;
const FILTER: i32 = 1;
const INPUT: i32 = 2;

/** All groups, and all runs of places of each. */
function eachRun(made: i32, x: usize, w: usize, bias: usize, activation: i32, y: usize, scratch: usize): void {
  const out = outDepth / groups;
  const patch = tapsY * tapsX * (inDepth / groups);
  const packed = align(scratch + GEMM_SCRATCH_BYTES);
  const columns = made == INPUT ? patch : out;
  const patches = align(packed + packedRightBytes(columns, made == INPUT ? out : patch));
  const places = batch * outHeight * outWidth;
  const pointwise = isPointwise();
  const width = pointwise ? inDepth : patch;
  // Few places at a time for dw: read down its columns, a patch costs a cache line a place (at 3×3×32, 256 places
  // 36 GFLOP/s, 64 places 49).
  const run = made != FILTER ? placesOf(patch) : pointwise ? places : FEWEST_PLACES;
  for (let group = 0; group < groups; group++) {
    if (made == INPUT) packRight(patch, out, w, outDepth, true, packed);
    else if (made == OUTPUT) packRight(out, patch, w, outRow, false, packed);
    let at = y;
    for (let first = 0; first < places; first += run) {
      const count = min(run, places - first);
      const rows = pointwise ? x + (<usize>first * <usize>inDepth << 2) : patches;
      if (made == INPUT) {
        gemmPackedRight(count, patch, out, at, outDepth, false, packed, rows, width, false, scratch);
        if (!pointwise) scatterPatches(x, patches, first, count);
      } else {
        if (!pointwise) gatherPatches(x, patches, first, count);
        if (made == FILTER) {
          gemm(patch, out, count, rows, width, true, at, outDepth, false, w, outDepth, first > 0, scratch);
        } else {
          gemmPackedRight(count, out, patch, rows, width, false, packed, at, outRow, false, scratch);
          if (bias != 0 || activation != 0) biasActivation(at, count, out, outRow, bias, activation);
        }
      }
      at += <usize>count * floats(outRow);
    }
    x += floats(inDepth / groups);
    w += floats(out);
    y += floats(out);
    if (bias != 0) bias += floats(out);
  }
}

/** Writes into `plan` which way is taken: parts of it go the same one. */
export function convDecide(plan: usize): void {
  readPlan(plan);
  store<i32>(plan, suitsWinograd() ? WINOGRAD : DIRECT, WAY_AT);
}

/** dw [size floats] += each of the `count` behind one another at `parts`, in that order. */
export function convAddParts(parts: usize, count: i32, size: u32, dw: usize): void {
  const bytes = <usize>size << 2;
  for (; count > 0; count--) {
    let at: usize = 0;
    for (; at + 16 <= bytes; at += 16) {
      v128.store(dw + at, f32x4.add(v128.load(dw + at), v128.load(parts + at)));
    }
    for (; at < bytes; at += 4) store<f32>(dw + at, load<f32>(dw + at) + load<f32>(parts + at));
    parts += bytes;
  }
}

/** y = f(x ∗ w + bias) for an activation code f; address 0 for no bias. */
export function convForward(
  plan: usize, x: usize, w: usize, bias: usize, activation: i32, y: usize, scratch: usize,
): void {
  readPlan(plan);
  if (suitsWinograd()) winogradForward(x, w, bias, activation, y, scratch);
  else eachRun(OUTPUT, x, w, bias, activation, y, scratch);
}

/** dw = Σ over places of patchᵀ dz. */
export function convFilterGradient(plan: usize, x: usize, dz: usize, dw: usize, scratch: usize): void {
  readPlan(plan);
  if (suitsWinograd()) winogradFilterGradient(x, dz, dw, scratch);
  else eachRun(FILTER, x, dw, 0, 0, dz, scratch);
}

/** dx = what dz wᵀ adds at each place of the input that it saw. */
export function convInputGradient(plan: usize, dz: usize, w: usize, dx: usize, size: u32, scratch: usize): void {
  readPlan(plan);
  if (suitsWinograd()) return winogradInputGradient(dz, w, dx, scratch);
  if (!isPointwise()) memory.fill(dx, 0, <usize>size << 2);
  eachRun(INPUT, dx, w, 0, 0, dz, scratch);
}
