import { load4, madd4, store4 } from '../math';

/*
 * Norms of channels: x [outer, places, channels], with one mean and one variance for each of `groups` of channels of
 * each of `outer` (all places and channels of the group). Sums over places are taken channel by channel: in blocks of
 * rows in float, and of blocks in double precision. Scratch: `channelNormBytes`.
 */

/** Rows that are summed in float. */
const BLOCK: i32 = 128;

/** Bytes of scratch for both kernels: sums of two kinds, in float and in double, and four numbers a channel. */
export function channelNormBytes(channels: i32): f64 {
  return <f64>channels * 40 + 64;
}

const MOMENTS: bool = false;
const PRODUCTS: bool = true;

/**
 * Adds over rows: to `sums` x − shift and (x − shift)² for `shift` a row of channels; or of `products` dy and
 * dy (x − shift).
 */
// @ts-ignore: decorator
@inline
function addRows(products: bool, x: usize, dy: usize, shift: usize, sums: usize, rows: i32, channels: i32): void {
  const width = <usize>channels << 2;
  const squares = sums + width;
  memory.fill(sums, 0, 2 * width);
  for (; rows > 0; rows--) {
    for (let at: usize = 0; at < width; at += 16) {
      const count = min(<i32>((width - at) >> 2), 4);
      const away = f32x4.sub(load4(x + at, count), load4(shift + at, count));
      const one = products ? load4(dy + at, count) : away;
      store4(sums + at, f32x4.add(load4(sums + at, count), one), count);
      store4(squares + at, madd4(one, away, load4(squares + at, count)), count);
    }
    x += width;
    if (products) dy += width;
  }
}

/** What `addRows` gives of one channel, in double precision: where its floats overflow. */
function exactly(
  products: bool, squares: bool, x: usize, dy: usize, shift: usize, rows: i32, width: usize,
): f64 {
  let sum: f64 = 0;
  for (; rows > 0; rows--) {
    const away = <f64>load<f32>(x) - <f64>load<f32>(shift);
    const one = products ? <f64>load<f32>(dy) : away;
    sum += squares ? one * away : one;
    x += width;
    dy += width;
  }
  return sum;
}

/** `addRows` of all rows into `totals`, double precision. */
// @ts-ignore: decorator
@inline
function addAll(
  products: bool, x: usize, dy: usize, shift: usize, sums: usize, totals: usize, rows: i32, channels: i32,
): void {
  const width = <usize>channels << 2;
  memory.fill(totals, 0, 4 * width);
  for (let done = 0; done < rows; done += BLOCK) {
    const count = min(BLOCK, rows - done);
    addRows(products, x, dy, shift, sums, count, channels);
    for (let at: usize = 0; at < 2 * width; at += 4) {
      const total = totals + 2 * at;
      let sum = <f64>load<f32>(sums + at);
      if (sum - sum != 0) {
        const squares = at >= width;
        const from = squares ? at - width : at;
        sum = exactly(products, squares, x + from, dy + from, shift + from, count, width);
      }
      store<f64>(total, load<f64>(total) + sum);
    }
    x += <usize>count * width;
    if (products) dy += <usize>count * width;
  }
}

// @ts-ignore: decorator
@inline
function align8(address: usize): usize {
  return (address + 7) & ~7;
}

/** means and variances [outer, groups] of x. */
export function channelMoments(
  x: usize, means: usize, variances: usize, outer: i32, places: i32, channels: i32, groups: i32, scratch: usize,
): void {
  const width = <usize>channels << 2;
  const totals = align8(scratch);
  const sums = totals + 4 * width;
  const size = channels / groups;
  for (; outer > 0; outer--) {
    // Measured from the first place, so that a large mean costs no digits.
    addAll(MOMENTS, x, 0, x, sums, totals, places, channels);
    for (let group = 0; group < groups; group++) {
      let mean: f64 = 0;
      for (let c = group * size; c < (group + 1) * size; c++) {
        mean += <f64>load<f32>(x + (<usize>c << 2)) + load<f64>(totals + (<usize>c << 3)) / <f64>places;
      }
      mean /= <f64>size;
      let variance: f64 = 0;
      for (let c = group * size; c < (group + 1) * size; c++) {
        const off = load<f64>(totals + (<usize>c << 3)) / <f64>places;
        const own = load<f64>(totals + 2 * width + (<usize>c << 3)) / <f64>places - off * off;
        const away = <f64>load<f32>(x + (<usize>c << 2)) + off - mean;
        variance += max(own, 0) + away * away;
      }
      store<f32>(means, <f32>mean);
      store<f32>(variances, <f32>(variance / <f64>size));
      means += 4;
      variances += 4;
    }
    x += <usize>places * width;
  }
}

/** y = (x − mean) / √(variance + eps) scale + shift; address 0 for no scale, no shift. */
export function channelNormForward(
  x: usize, scale: usize, shift: usize, means: usize, variances: usize, y: usize,
  outer: i32, places: i32, channels: i32, groups: i32, eps: f64, scratch: usize,
): void {
  const width = <usize>channels << 2;
  const size = channels / groups;
  const centers = align8(scratch);
  const factors = centers + width;
  for (; outer > 0; outer--) {
    for (let c = 0; c < channels; c++) {
      const at = <usize>c << 2;
      const from = <usize>(c / size) << 2;
      const rate = 1 / sqrt(<f64>load<f32>(variances + from) + eps);
      store<f32>(centers + at, load<f32>(means + from));
      store<f32>(factors + at, <f32>(scale != 0 ? rate * <f64>load<f32>(scale + at) : rate));
    }
    for (let place = 0; place < places; place++) {
      for (let at: usize = 0; at < width; at += 16) {
        const count = min(<i32>((width - at) >> 2), 4);
        const away = f32x4.sub(load4(x + at, count), load4(centers + at, count));
        const factor = load4(factors + at, count);
        const value = shift != 0 ? madd4(away, factor, load4(shift + at, count)) : f32x4.mul(away, factor);
        store4(y + at, value, count);
      }
      x += width;
      y += width;
    }
    means += <usize>groups << 2;
    variances += <usize>groups << 2;
  }
}

/** dx = dy factor + offset + (x − center) slope, without the latter where the statistics are `constant`: x may be NaN. */
// @ts-ignore: decorator
@inline
function pull(
  constant: bool, dy: usize, x: usize, centers: usize, factors: usize, offsets: usize, slopes: usize, dx: usize,
  places: i32, width: usize,
): void {
  for (; places > 0; places--) {
    for (let at: usize = 0; at < width; at += 16) {
      const count = min(<i32>((width - at) >> 2), 4);
      const straight = madd4(load4(dy + at, count), load4(factors + at, count), load4(offsets + at, count));
      if (constant) {
        store4(dx + at, straight, count);
        continue;
      }
      const away = f32x4.sub(load4(x + at, count), load4(centers + at, count));
      store4(dx + at, madd4(away, load4(slopes + at, count), straight), count);
    }
    x += width;
    dy += width;
    dx += width;
  }
}

/**
 * dx = r (g − (Σ g + z Σ g z) / n) for g = dy scale, z = (x − mean) r, r = 1 / √(variance + eps), sums over the n numbers
 * of a group; r g alone where the statistics are `constant`. dscale = Σ dy z, dshift = Σ dy over all but channels;
 * address 0 for what there is none of.
 */
export function channelNormBackward(
  dy: usize, x: usize, scale: usize, means: usize, variances: usize, dx: usize, dscale: usize, dshift: usize,
  outer: i32, places: i32, channels: i32, groups: i32, eps: f64, constant: bool, scratch: usize,
): void {
  const width = <usize>channels << 2;
  const size = channels / groups;
  const totals = align8(scratch);
  const sums = totals + 4 * width;
  const centers = sums + 2 * width;
  // The sums are not needed any more when factors are.
  const factors = sums;
  const offsets = sums + width;
  const slopes = totals;
  if (dscale != 0) memory.fill(dscale, 0, width);
  if (dshift != 0) memory.fill(dshift, 0, width);
  for (; outer > 0; outer--) {
    for (let c = 0; c < channels; c++) {
      store<f32>(centers + (<usize>c << 2), load<f32>(means + (<usize>(c / size) << 2)));
    }
    addAll(PRODUCTS, x, dy, centers, sums, totals, places, channels);
    for (let group = 0; group < groups; group++) {
      const rate = 1 / sqrt(<f64>load<f32>(variances + (<usize>group << 2)) + eps);
      let sum: f64 = 0;
      let along: f64 = 0;
      for (let c = group * size; c < (group + 1) * size; c++) {
        const at = <usize>c << 2;
        const own = load<f64>(totals + 2 * at);
        const product = load<f64>(totals + 2 * width + 2 * at) * rate;
        const weight: f64 = scale != 0 ? <f64>load<f32>(scale + at) : 1;
        if (dshift != 0) store<f32>(dshift + at, <f32>(<f64>load<f32>(dshift + at) + own));
        if (dscale != 0) store<f32>(dscale + at, <f32>(<f64>load<f32>(dscale + at) + product));
        sum += weight * own;
        along += weight * product;
        store<f32>(factors + at, <f32>(rate * weight));
      }
      const n = <f64>places * <f64>size;
      const offset: f64 = constant ? 0 : (-rate * sum) / n;
      const slope: f64 = constant ? 0 : (-rate * rate * along) / n;
      for (let c = group * size; c < (group + 1) * size; c++) {
        const at = <usize>c << 2;
        store<f32>(offsets + at, <f32>offset);
        // Behind what is still to be read of the totals: a slope takes half the room of a total.
        store<f32>(slopes + at, <f32>slope);
      }
    }
    if (constant) pull(true, dy, x, centers, factors, offsets, slopes, dx, places, width);
    else pull(false, dy, x, centers, factors, offsets, slopes, dx, places, width);
    x += <usize>places * width;
    dy += <usize>places * width;
    dx += <usize>places * width;
    means += <usize>groups << 2;
    variances += <usize>groups << 2;
  }
}
