import { load4, madd4, store4 } from '../math';

export { keepConstants } from '../math';

/*
 * Running sums and products along the middle axis of [outer, n, inner], four columns at a time; from the last entry to the
 * first with `reverse`, and without the entry itself with `exclusive`.
 */

const SUM: bool = false;
const PRODUCT: bool = true;

/** Up to four columns; `first` and `step` lead from entry to entry. */
// @ts-ignore: decorator
@inline
function column(product: bool, x: usize, y: usize, n: i32, step: isize, exclusive: bool, count: i32): void {
  let all = f32x4.splat(product ? 1 : 0);
  for (; n > 0; n--) {
    const next = product ? f32x4.mul(all, load4(x, count)) : f32x4.add(all, load4(x, count));
    store4(y, exclusive ? all : next, count);
    all = next;
    x = <usize>(<isize>x + step);
    y = <usize>(<isize>y + step);
  }
}

/** One column whose entries are neighbours, in double precision. */
// @ts-ignore: decorator
@inline
function line(product: bool, x: usize, y: usize, n: i32, step: isize, exclusive: bool): void {
  let all: f64 = product ? 1 : 0;
  for (; n > 0; n--) {
    const next = product ? all * <f64>load<f32>(x) : all + <f64>load<f32>(x);
    store<f32>(y, <f32>(exclusive ? all : next));
    all = next;
    x = <usize>(<isize>x + step);
    y = <usize>(<isize>y + step);
  }
}

// @ts-ignore: decorator
@inline
function scan(
  product: bool, x: usize, y: usize, outer: i32, n: i32, inner: i32, exclusive: bool, reverse: bool,
): void {
  const width = <usize>inner << 2;
  const last = reverse ? <usize>(n - 1) * width : 0;
  const step = reverse ? -<isize>width : <isize>width;
  for (; outer > 0; outer--) {
    if (inner == 1) line(product, x + last, y + last, n, step, exclusive);
    else {
      for (let c = 0; c < inner; c += 4) {
        const at = last + (<usize>c << 2);
        column(product, x + at, y + at, n, step, exclusive, min(4, inner - c));
      }
    }
    x += <usize>n * width;
    y += <usize>n * width;
  }
}

/** y = the sums of x so far. */
export function cumsumForward(x: usize, y: usize, outer: i32, n: i32, inner: i32, exclusive: bool, reverse: bool): void {
  scan(SUM, x, y, outer, n, inner, exclusive, reverse);
}

/** y = the products of x so far. */
export function cumprodForward(x: usize, y: usize, outer: i32, n: i32, inner: i32, exclusive: bool, reverse: bool): void {
  scan(PRODUCT, x, y, outer, n, inner, exclusive, reverse);
}

/**
 * dx of `cumprodForward` without a division, so that zeros are right: the product of all entries before one, times
 * s_t = dy_t + x_(t+1) s_(t+1), or with `exclusive` s_(t+1) of s_t = dy_t + x_t s_(t+1).
 */
export function cumprodBackward(
  dy: usize, x: usize, dx: usize, outer: i32, n: i32, inner: i32, exclusive: bool, reverse: bool,
): void {
  const width = <usize>inner << 2;
  const forth = reverse ? -<isize>width : <isize>width;
  for (; outer > 0; outer--) {
    for (let c = 0; c < inner; c += 4) {
      const count = min(4, inner - c);
      let at = (<usize>c << 2) + (reverse ? <usize>(n - 1) * width : 0);
      let all = f32x4.splat(1);
      for (let t = 0; t < n; t++) {
        store4(dx + at, all, count);
        all = f32x4.mul(all, load4(x + at, count));
        at = <usize>(<isize>at + forth);
      }
      let sum = f32x4.splat(0);
      let after = sum;
      for (let t = 0; t < n; t++) {
        at = <usize>(<isize>at - forth);
        const own = load4(x + at, count);
        const from = load4(dy + at, count);
        // At the last entry there is nothing to add: a product with 0 would be NaN for an infinite x.
        if (exclusive) {
          store4(dx + at, t == 0 ? sum : f32x4.mul(load4(dx + at, count), sum), count);
          sum = t == 0 ? from : madd4(own, sum, from);
        } else {
          sum = t == 0 ? from : madd4(after, sum, from);
          store4(dx + at, f32x4.mul(load4(dx + at, count), sum), count);
          after = own;
        }
      }
    }
    dy += <usize>n * width;
    x += <usize>n * width;
    dx += <usize>n * width;
  }
}

// @ts-ignore: decorator
@inline
function scanIntegers(
  product: bool, x: usize, y: usize, outer: i32, n: i32, inner: i32, exclusive: bool, reverse: bool,
): void {
  const width = <usize>inner << 2;
  const last = reverse ? <usize>(n - 1) * width : 0;
  const step = reverse ? -<isize>width : <isize>width;
  for (; outer > 0; outer--) {
    for (let c = 0; c < inner; c++) {
      let at = last + (<usize>c << 2);
      let all: i32 = product ? 1 : 0;
      for (let t = 0; t < n; t++) {
        const next = product ? all * load<i32>(x + at) : all + load<i32>(x + at);
        store<i32>(y + at, exclusive ? all : next);
        all = next;
        at = <usize>(<isize>at + step);
      }
    }
    x += <usize>n * width;
    y += <usize>n * width;
  }
}

/** As `cumsumForward` of int32, modulo 2^32. */
export function cumsumIntegers(x: usize, y: usize, outer: i32, n: i32, inner: i32, exclusive: bool, reverse: bool): void {
  scanIntegers(SUM, x, y, outer, n, inner, exclusive, reverse);
}

/** As `cumprodForward` of int32, modulo 2^32. */
export function cumprodIntegers(x: usize, y: usize, outer: i32, n: i32, inner: i32, exclusive: bool, reverse: bool): void {
  scanIntegers(PRODUCT, x, y, outer, n, inner, exclusive, reverse);
}
