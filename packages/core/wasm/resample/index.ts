import { load4, madd4, store4 } from '../math';

/*
 * One image [height, width, channels] seen through a grid of points: each is a mean of two rows and two columns. `rows` and
 * `columns` hold, a point, the first and the second entry of the axis and the weight of the second; a first entry below 0
 * is a point outside. Four channels at a time.
 */

const TAP_BYTES: usize = 12;

/** From a to b by weight, of which `rest` is left; a itself at 0, whatever b is: what is nearest is copied. */
// @ts-ignore: decorator
@inline
function mix(a: v128, b: v128, weight: v128, rest: v128): v128 {
  return v128.bitselect(a, madd4(weight, b, f32x4.mul(rest, a)), f32x4.eq(weight, f32x4.splat(0)));
}

/** One point, up to four channels: the four places it is a mean of, at `a` to `d` (top, then bottom). */
// @ts-ignore: decorator
@inline
function read(
  a: usize, b: usize, c: usize, d: usize, across: v128, rest: v128, down: v128, up: v128, y: usize, count: i32,
): void {
  const top = mix(load4(a, count), load4(b, count), across, rest);
  const bottom = mix(load4(c, count), load4(d, count), across, rest);
  store4(y, mix(top, bottom, down, up), count);
}

// @ts-ignore: decorator
@inline
function add(at: usize, share: v128, gradient: v128, count: i32): void {
  // Not even an infinite gradient reaches what has no share.
  if (f32x4.extract_lane(share, 0) != 0) store4(at, madd4(share, gradient, load4(at, count)), count);
}

/** Forward, or `back`: one function for both, since a page carries it. */
function walk(
  back: bool, x: usize, y: usize, rows: usize, columns: usize, height: i32, width: i32, inWidth: i32, channels: i32,
  outside: f32,
): void {
  const place = <usize>channels << 2;
  const line = <usize>inWidth * place;
  const nothing = f32x4.splat(outside);
  const one = f32x4.splat(1);
  for (let i = 0; i < height; i++) {
    const top = load<i32>(rows);
    const upper = x + <usize>top * line;
    const lower = x + <usize>load<i32>(rows, 4) * line;
    const down = v128.load32_splat(rows, 8);
    const up = f32x4.sub(one, down);
    let column = columns;
    for (let j = 0; j < width; j++) {
      const left = load<i32>(column);
      const seen = top >= 0 && left >= 0;
      const first = <usize>left * place;
      const second = <usize>load<i32>(column, 4) * place;
      const across = v128.load32_splat(column, 8);
      const rest = f32x4.sub(one, across);
      for (let c = 0; c < channels; c += 4) {
        const count = min(4, channels - c);
        const at = <usize>c << 2;
        if (!back) {
          if (!seen) store4(y + at, nothing, count);
          else read(upper + first + at, upper + second + at, lower + first + at, lower + second + at, across, rest, down, up, y + at, count);
        } else if (seen) {
          const dy = load4(y + at, count);
          add(upper + first + at, f32x4.mul(up, rest), dy, count);
          add(upper + second + at, f32x4.mul(up, across), dy, count);
          add(lower + first + at, f32x4.mul(down, rest), dy, count);
          add(lower + second + at, f32x4.mul(down, across), dy, count);
        }
      }
      y += place;
      column += TAP_BYTES;
    }
    rows += TAP_BYTES;
  }
}

/** y [height, width, channels] = the points of x; `outside` where one is outside. */
export function resampleForward(
  x: usize, y: usize, rows: usize, columns: usize, height: i32, width: i32, inWidth: i32, channels: i32, outside: f32,
): void {
  walk(false, x, y, rows, columns, height, width, inWidth, channels, outside);
}

/** dx += dy, each point to the four places it is a mean of. */
export function resampleBackward(
  dx: usize, dy: usize, rows: usize, columns: usize, height: i32, width: i32, inWidth: i32, channels: i32,
): void {
  walk(true, dx, dy, rows, columns, height, width, inWidth, channels, 0);
}

/** Fills `count` floats with 0. */
export function resampleClear(dx: usize, count: u32): void {
  memory.fill(dx, 0, <usize>count << 2);
}
