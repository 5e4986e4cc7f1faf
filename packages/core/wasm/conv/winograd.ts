import { biasActivation, gemm, gemmPackedRight, packRight } from '../core';
import { GEMM_SCRATCH_BYTES, packedRightBytes } from '../gemm';
import {
  UNDECIDED, WINOGRAD, above, batch, dilationX, dilationY, groups, inDepth, inHeight, inWidth, left, outDepth,
  outHeight, outWidth, strideX, strideY, tapsX, tapsY, way,
} from '../windows';
import { fromFilter, fromOutput, fromPlaces, toFilter, toOutput } from './transforms';

/*
 * Convolutions of 3×3 taps with stride 1 by 16 products for each 2×2 places of the output where patches take 36
 * (Winograd; Lavin and Gray, Fast algorithms for convolutional neural networks, 2015), by runs of such tiles that stay
 * in the cache: twice as fast. The transforms add and halve only, so that it rounds about as a plain sum does.
 */

/** Floats of one of the 16 matrices of a run, V and M together. */
const RUN_FLOATS: i32 = 4096;
const FEWEST_TILES: i32 = 16;
const FEWEST_CHANNELS: i32 = 16;
/** Of an image, and of all: fewer make runs too short, or cost less than the transform of the filter. */
const FEWEST_PLACES: i32 = 64;
const FEWEST_PLACES_OF_ALL: i32 = 128;

/** Whether the convolution of the plan is one of these, and large enough to gain by it. */
export function suitsWinograd(): bool {
  if (way != UNDECIDED) return way == WINOGRAD;
  return tapsY == 3 && tapsX == 3 && strideY == 1 && strideX == 1 && dilationY == 1 && dilationX == 1 && groups == 1 &&
    ((inDepth | outDepth) & 3) == 0 && min(inDepth, outDepth) >= FEWEST_CHANNELS &&
    outHeight * outWidth >= FEWEST_PLACES && batch * outHeight * outWidth >= FEWEST_PLACES_OF_ALL;
}

function tilesOf(depths: i32): i32 {
  return max(FEWEST_TILES, RUN_FLOATS / depths);
}

/** Bytes from one of 16 matrices to the next: not a multiple of 4 KB, where they would share sets of L1. */
function stepOf(rows: i32, columns: i32): usize {
  return (((<usize>rows * <usize>columns << 2) + 63) & ~63) + 64;
}

/** Bytes of scratch behind the product's own, for either direction. */
export function winogradBytes(depth: i32, out: i32): f64 {
  const from = <f64>((depth + 15) & ~15);
  const to = <f64>((out + 15) & ~15);
  const run = <f64>tilesOf(depth + out) * (from + to);
  return 64 * (2 * from * to + run + max(from, to) + 256);
}

// Where the parts of scratch lie.
let room: usize = 0;
let filter: usize = 0;
let packed: usize = 0;
let places: usize = 0;
let products: usize = 0;
let edge: usize = 0;
let stepFilter: usize = 0;
let stepPacked: usize = 0;
let stepPlaces: usize = 0;
let stepProducts: usize = 0;

/** Divides the scratch for a convolution from `depth` to `out` channels. */
function divide(scratch: usize, depth: i32, out: i32): void {
  const tiles = tilesOf(depth + out);
  room = scratch;
  stepFilter = stepOf(depth, out);
  stepPacked = <usize>((packedRightBytes(out, depth) + 63) & ~63);
  stepPlaces = stepOf(tiles, depth);
  stepProducts = stepOf(tiles, out);
  filter = (scratch + GEMM_SCRATCH_BYTES + 63) & ~63;
  packed = filter + (stepFilter << 4);
  places = packed + (stepPacked << 4);
  products = places + (stepPlaces << 4);
  edge = products + (stepProducts << 4);
}

/** V of one tile, whose first place is (y, x) of an image of `height` × `width`; outside of it are zeros. */
function readTile(image: usize, y: i32, x: i32, height: i32, width: i32, depth: i32, to: usize): void {
  const bytes = <usize>depth << 2;
  let row = <usize>width * bytes;
  let from = image + <usize>y * row + <usize>x * bytes;
  if (y < 0 || x < 0 || y + 4 > height || x + 4 > width) {
    let at = edge;
    for (let i = y; i < y + 4; i++) {
      for (let j = x; j < x + 4; j++) {
        if (<u32>i < <u32>height && <u32>j < <u32>width) {
          memory.copy(at, image + <usize>i * row + <usize>j * bytes, bytes);
        } else {
          memory.fill(at, 0, bytes);
        }
        at += bytes;
      }
    }
    from = edge;
    row = bytes << 2;
  }
  fromPlaces(from, row, bytes, bytes, to, stepPlaces);
}

/** Between M of a tile at `at` and the places of the output at (y, x). */
function moveOutput(read: bool, image: usize, y: i32, x: i32, height: i32, width: i32, depth: i32, at: usize): void {
  const bytes = <usize>depth << 2;
  const row = <usize>width * bytes;
  const place = image + <usize>y * row + <usize>x * bytes;
  const down: usize = y + 1 < height ? row : 0;
  const right: usize = x + 1 < width ? bytes : 0;
  if (read) fromOutput(place, down, right, bytes, at, stepProducts);
  else toOutput(at, stepProducts, place, down, right, bytes);
}

/** Whether y is made from x, or the sums of products for the filter's gradient from x and y. */
const MAKE: bool = false;
const LEARN: bool = true;

/** All runs of tiles: of each image a rectangle of whole rows of them, or of a part of one. */
function eachRun(
  learn: bool, x: usize, height: i32, width: i32, depth: i32, padY: i32, padX: i32,
  y: usize, high: i32, wide: i32, out: i32, bias: usize, activation: i32,
): void {
  const tilesY = (high + 1) >> 1;
  const tilesX = (wide + 1) >> 1;
  const most = tilesOf(depth + out);
  const across = min(tilesX, most);
  const down = max(1, most / tilesX);
  let first = true;
  for (let image = 0; image < batch; image++) {
    for (let top = 0; top < tilesY; top += down) {
      const bottom = min(tilesY, top + down);
      for (let start = 0; start < tilesX; start += across) {
        const end = min(tilesX, start + across);
        let v = places;
        let m = products;
        for (let i = top; i < bottom; i++) {
          for (let j = start; j < end; j++) {
            readTile(x, 2 * i - padY, 2 * j - padX, height, width, depth, v);
            if (learn) moveOutput(true, y, 2 * i, 2 * j, high, wide, out, m);
            v += <usize>depth << 2;
            m += <usize>out << 2;
          }
        }
        const count = (bottom - top) * (end - start);
        for (let p: usize = 0; p < 16; p++) {
          const a = places + p * stepPlaces;
          const b = products + p * stepProducts;
          if (learn) gemm(depth, out, count, a, depth, true, b, out, false, filter + p * stepFilter, out, !first, room);
          else gemmPackedRight(count, out, depth, a, depth, false, packed + p * stepPacked, b, out, false, room);
        }
        first = false;
        if (!learn) {
          m = products;
          for (let i = top; i < bottom; i++) {
            for (let j = start; j < end; j++) {
              moveOutput(false, y, 2 * i, 2 * j, high, wide, out, m);
              m += <usize>out << 2;
            }
          }
          if (bias != 0 || activation != 0) {
            const many = min(2 * end, wide) - 2 * start;
            for (let i = 2 * top; i < min(2 * bottom, high); i++) {
              const at = y + (<usize>(i * wide + 2 * start) * <usize>out << 2);
              biasActivation(at, many, out, out, bias, activation);
            }
          }
        }
      }
    }
    x += <usize>(height * width) * <usize>depth << 2;
    y += <usize>(high * wide) * <usize>out << 2;
  }
}

/** As `convForward`. */
export function winogradForward(x: usize, w: usize, bias: usize, activation: i32, y: usize, scratch: usize): void {
  divide(scratch, inDepth, outDepth);
  fromFilter(w, <usize>(inDepth * outDepth) << 2, filter, stepFilter, packed);
  for (let p: usize = 0; p < 16; p++) {
    packRight(outDepth, inDepth, filter + p * stepFilter, outDepth, false, packed + p * stepPacked);
  }
  eachRun(
    MAKE, x, inHeight, inWidth, inDepth, above, left, y, outHeight, outWidth, outDepth, bias, activation,
  );
}

/** As `convInputGradient`: the convolution of dz with the filter turned by half a circle. */
export function winogradInputGradient(dz: usize, w: usize, dx: usize, scratch: usize): void {
  divide(scratch, outDepth, inDepth);
  fromFilter(w, <usize>(inDepth * outDepth) << 2, filter, stepFilter, packed);
  for (let p = 0; p < 16; p++) {
    // Of a filter the other way round, the first and the last of the four lines of U change places.
    const turned = (turn(p >> 2) << 2) | turn(p & 3);
    const from = filter + <usize>turned * stepFilter;
    packRight(inDepth, outDepth, from, outDepth, true, packed + <usize>p * stepPacked);
  }
  eachRun(
    MAKE, dz, outHeight, outWidth, outDepth, 2 - above, 2 - left, dx, inHeight, inWidth, inDepth, 0, 0,
  );
}

// @ts-ignore: decorator
@inline
function turn(line: i32): i32 {
  return line == 0 ? 3 : line == 3 ? 0 : line;
}

/** As `convFilterGradient`. */
export function winogradFilterGradient(x: usize, dz: usize, dw: usize, scratch: usize): void {
  divide(scratch, inDepth, outDepth);
  eachRun(LEARN, x, inHeight, inWidth, inDepth, above, left, dz, outHeight, outWidth, outDepth, 0, 0);
  toFilter(filter, stepFilter, dw, <usize>(inDepth * outDepth) << 2, packed);
}
