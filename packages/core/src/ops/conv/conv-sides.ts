import { range } from '../../gpu/range';
import { turned } from '../dense/matrix-side';
import type { Side } from '../dense/product-code';

/*
 * What the products of a convolution read: patches of the images in `a`, which are never made. A place is a row of them and a
 * tap with its channel a column, (image, y, x) and (y, x, channel): both are looked up where they change, and an entry is where they meet.
 */

/** WGSL of `placeOf(row)` and `tapOf(column)` for windows over `a`, and of `entry(place, tap)`: 0 in the padding. */
export function windowCode(vector: boolean): string {
  return `
fn placeOf(row : i32) -> vec3<i32> {
  let r = row / ints.outX;
  return vec3<i32>((r / ints.outY) * ints.inY * ints.inX, (r % ints.outY) * ints.strideY - ints.above,
    (row % ints.outX) * ints.strideX - ints.left);
}
fn tapOf(column : i32) -> vec3<i32> {
  let t = column / ints.depth;
  return vec3<i32>((t / ints.tapsX) * ints.dilationY, (t % ints.tapsX) * ints.dilationX, column % ints.depth);
}
fn entry(place : vec3<i32>, tap : vec3<i32>) -> ${typeOf(vector)} {
  let y = place.y + tap.x;
  let x = place.z + tap.y;
  if (y < 0 || y >= ints.inY || x < 0 || x >= ints.inX) { return ${zeroOf(vector)}; }
  ${read(vector, '(place.x + y * ints.inX + x) * ints.channels + ints.depth * group_of + tap.z')}
}`;
}

/**
 * The same seen from the input: a row is one of its places, and an entry what the window that sees it by a tap has in `a`, which
 * has the places of the output. Windows that move on by more than one see a place by some taps only: places that differ
 * by whole strides are together, a phase, and go over the taps that see them. Without phases every
 * tap is asked whether it does.
 */
export function meetingCode(vector: boolean, phased: boolean): string {
  const check = phased
    ? ''
    : `if (y % ints.strideY != 0 || x % ints.strideX != 0) { return ${zeroOf(vector)}; }`;
  return `
// Of this phase: its first place, its first tap and how many it has, down and across.
var<private> phase : vec2<i32>;
var<private> first : vec2<i32>;
var<private> taps : vec2<i32>;
fn firstSeen(at : i32, gap : i32, phases : i32, every : i32) -> i32 {
  for (var tap = 0; tap < every; tap++) {
    if ((at - tap * gap) % phases == 0) { return tap; }
  }
  return ${NO_TAP};
}
fn tapsFrom(first : i32, taps : i32, every : i32) -> i32 { return max((taps - first + every - 1) / every, 0); }
// Where a row lies in y; -1 for none.
fn rowAt(row : i32) -> i32 {
  let wide = (ints.inX + ints.phasesX - 1) / ints.phasesX;
  let high = (ints.inY + ints.phasesY - 1) / ints.phasesY;
  let r = row / wide;
  let y = (r % high) * ints.phasesY + phase.x;
  let x = (row % wide) * ints.phasesX + phase.y;
  return select(-1, ((r / high) * ints.inY + y) * ints.inX + x, y < ints.inY && x < ints.inX);
}
fn placeOf(row : i32) -> vec3<i32> {
  let at = rowAt(row);
  if (at < 0) { return vec3<i32>(0, -1, -1); }
  let r = at / ints.inX;
  return vec3<i32>((r / ints.inY) * ints.outY * ints.outX, r % ints.inY + ints.above, at % ints.inX + ints.left);
}
fn tapAt(column : i32) -> vec2<i32> {
  let t = column / ints.width;
  return first + vec2<i32>(t / taps.y, t % taps.y) * vec2<i32>(ints.everyY, ints.everyX);
}
fn tapOf(column : i32) -> vec3<i32> {
  return vec3<i32>(tapAt(column) * vec2<i32>(ints.dilationY, ints.dilationX), column % ints.width);
}
fn filterAt(column : i32) -> i32 {
  let tap = tapAt(column);
  return (tap.x * ints.tapsX + tap.y) * ints.depth * ints.out + ints.width * group_of + column % ints.width;
}
fn entry(place : vec3<i32>, tap : vec3<i32>) -> ${typeOf(vector)} {
  var y = place.y - tap.x;
  var x = place.z - tap.y;
  if (y < 0 || x < 0) { return ${zeroOf(vector)}; }
  ${check}
  y = y / ints.strideY;
  x = x / ints.strideX;
  if (y >= ints.outY || x >= ints.outX) { return ${zeroOf(vector)}; }
  ${read(vector, '(place.x + y * ints.outX + x) * ints.out + ints.width * group_of + tap.z')}
}`;
}

/** WGSL that begins the phase `number`, whose steps are `steps`: by values that a barrier may depend on. */
export function beginPhase(number: string): string {
  return `
  let down = (${number}) / ints.phasesX;
  let right = (${number}) % ints.phasesX;
  let firstY = firstSeen(down + ints.above, ints.dilationY, ints.phasesY, ints.everyY);
  let firstX = firstSeen(right + ints.left, ints.dilationX, ints.phasesX, ints.everyX);
  let tapsY = tapsFrom(firstY, ints.tapsY, ints.everyY);
  let tapsX = tapsFrom(firstX, ints.tapsX, ints.everyX);
  let steps = tapsY * tapsX * ints.width;
  phase = vec2<i32>(down, right);
  first = vec2<i32>(firstY, firstX);
  taps = vec2<i32>(tapsY, tapsX);`;
}

/** Beyond every tap. */
const NO_TAP = 1 << 30;

/** Patches whose rows are rows of y: steps of the sum are taps and channels. */
export function patchRows(vector: boolean): Side {
  return {
    along: true,
    before: (o) =>
      range(4)
        .map((j) => `let place${j} = placeOf(${o} + ${j});`)
        .join(' '),
    load: (to) => {
      if (vector) {
        const rows = range(4).map(
          (j) => `if (o + ${j} < ints.m) { r${j} = entry(place${j}, tap); }`,
        );
        return `${zeros('r')} if (s < end) { let tap = tapOf(s); ${rows.join(' ')} } ${turned(to)}`;
      }
      const steps = range(4).map((q) => {
        const rows = range(4).map(
          (j) => `if (o + ${j} < ints.m) { n.${'xyzw'[j]} = entry(place${j}, tap); }`,
        );
        return `${to}${q} = vec4<f32>(0.0); if (s + ${q} < end) { let tap = tapOf(s + ${q}); var n = vec4<f32>(0.0); ${rows.join(' ')} ${to}${q} = n; }`;
      });
      return steps.join(' ');
    },
  };
}

/** Patches whose columns are rows of y: steps of the sum are places. */
export function patchColumns(vector: boolean): Side {
  const taps = range(vector ? 1 : 4);
  return {
    along: false,
    before: (o) => taps.map((j) => `let tap${j} = tapOf(${o} + ${j});`).join(' '),
    load: (to) => {
      const steps = range(4).map((q) => {
        const own = taps.map((j) =>
          vector
            ? `if (o < ints.m) { ${to}${q} = entry(place, tap0); }`
            : `if (o + ${j} < ints.m) { ${to}${q}.${'xyzw'[j]} = entry(place, tap${j}); }`,
        );
        return `${to}${q} = vec4<f32>(0.0); if (s + ${q} < end) { let place = placeOf(s + ${q}); ${own.join(' ')} }`;
      });
      return steps.join(' ');
    },
  };
}

/** A filter [taps, depth, out] in `b` whose channels in are columns of y: steps of the sum are taps and channels out. */
export function filterColumns(vector: boolean): Side {
  return {
    along: true,
    load: (to) => {
      if (vector) {
        const rows = range(4).map(
          (j) => `if (o + ${j} < ints.n) { r${j} = b[(p + ${j} * ints.out) / 4]; }`,
        );
        return `${zeros('r')} if (s < end) { let p = filterAt(s) + o * ints.out; ${rows.join(' ')} } ${turned(to)}`;
      }
      const steps = range(4).map((q) => {
        const rows = range(4).map(
          (j) => `if (o + ${j} < ints.n) { ${to}${q}.${'xyzw'[j]} = b[p + ${j} * ints.out]; }`,
        );
        return `${to}${q} = vec4<f32>(0.0); if (s + ${q} < end) { let p = filterAt(s + ${q}) + o * ints.out; ${rows.join(' ')} }`;
      });
      return steps.join(' ');
    },
  };
}

/** WGSL of which of the groups of channels this is, for the functions above. */
export const GROUP = 'var<private> group_of : i32;';

function zeros(name: string): string {
  return range(4)
    .map((j) => `var ${name}${j} = vec4<f32>(0.0);`)
    .join(' ');
}

function typeOf(vector: boolean): string {
  return vector ? 'vec4<f32>' : 'f32';
}

function zeroOf(vector: boolean): string {
  return vector ? 'vec4<f32>(0.0)' : '0.0';
}

function read(vector: boolean, at: string): string {
  return vector ? `return a[(${at}) / 4];` : `return a[${at}];`;
}
