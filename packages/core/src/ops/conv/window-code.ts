import { perElement } from '../../gpu/per-element';

/*
 * Programs of windows that take a number, or four channels, at a time: those that go over outputs look into their windows, those
 * that go over inputs ask the windows that see them, so that nothing is ever added to from two sides.
 */

/** The types of what a program goes over: `F` of numbers, `B` of truth values. */
export function typesOf(vector: boolean): string {
  const of = (own: string) => (vector ? `vec4<${own}>` : own);
  return `
alias F = ${of('f32')};
alias B = ${of('bool')};
alias U = ${of('u32')};
fn odd(x : F) -> B { return (bitcast<U>(x) & U(0x7fffffffu)) > U(0x7f800000u); }`;
}

/** WGSL of windows: taps that lie in the input, windows that see an entry, and places in memory. */
export const WINDOWS = `
// The first tap from the place on, gap apart, that is not before the axis, and the end of those that are not behind it.
fn firstTap(start : i32, gap : i32) -> i32 { return select((gap - 1 - start) / gap, 0, start >= 0); }
fn lastTap(start : i32, gap : i32, taps : i32, size : i32) -> i32 {
  return select(min(taps, (size - 1 - start) / gap + 1), 0, start >= size);
}
// The windows that can see an entry, which is \`at\` from the start of the padding.
fn firstWindow(at : i32, gap : i32, taps : i32, step : i32) -> i32 {
  let beyond = at - gap * (taps - 1);
  return select((beyond - 1) / step + 1, 0, beyond <= 0);
}
fn lastWindow(at : i32, step : i32, count : i32) -> i32 { return min(count - 1, at / step); }
fn inputAt(image : i32, y : i32, x : i32, c : i32) -> i32 { return ((image * ints.inY + y) * ints.inX + x) * ints.depth + c; }
fn outputAt(image : i32, y : i32, x : i32, c : i32) -> i32 { return ((image * ints.outY + y) * ints.outX + x) * ints.depth + c; }
`;

/** A body for each element of images of these axes, at `image`, `y`, `x`, `c`. */
export function perPlace(axis: 'in' | 'out', body: string): string {
  return perElement(`
      let c = i % ints.depth;
      var r = i / ints.depth;
      let x = r % ints.${axis}X;
      r = r / ints.${axis}X;
      let y = r % ints.${axis}Y;
      let image = r / ints.${axis}Y;
      ${body}`);
}

/** The body of a loop over the taps of the window at y, x: at row `v`, column `u` of the input. */
export function overTaps(body: string): string {
  return `
      let top = y * ints.strideY - ints.above;
      let start = x * ints.strideX - ints.left;
      let lastY = lastTap(top, ints.dilationY, ints.tapsY, ints.inY);
      let lastX = lastTap(start, ints.dilationX, ints.tapsX, ints.inX);
      let firstX = firstTap(start, ints.dilationX);
      for (var down = firstTap(top, ints.dilationY); down < lastY; down++) {
        let v = top + down * ints.dilationY;
        for (var across = firstX; across < lastX; across++) {
          let u = start + across * ints.dilationX;
          ${body}
        }
      }`;
}

/** The body of a loop over the windows that see the entry at y, x: at row `v`, column `u` of the output. */
export function overWindows(body: string): string {
  return `
      let fromY = y + ints.above;
      let fromX = x + ints.left;
      let lastY = lastWindow(fromY, ints.strideY, ints.outY);
      let lastX = lastWindow(fromX, ints.strideX, ints.outX);
      let firstX = firstWindow(fromX, ints.dilationX, ints.tapsX, ints.strideX);
      for (var v = firstWindow(fromY, ints.dilationY, ints.tapsY, ints.strideY); v <= lastY; v++) {
        if ((fromY - v * ints.strideY) % ints.dilationY != 0) { continue; }
        for (var u = firstX; u <= lastX; u++) {
          if ((fromX - u * ints.strideX) % ints.dilationX != 0) { continue; }
          ${body}
        }
      }`;
}
