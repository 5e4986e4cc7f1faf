import type { GateActivation } from './gate';
import { gpuFunctions } from './gpu-gate';

/** Rows of a batch that a group goes over. */
export const ROWS = 4;

/** Units of a group: threads side by side. */
export const UNITS = 32;

/** Threads that share the sum of a unit, each every eighth number. */
const SLICES = 8;

/** Threads of a group. */
export const STEP_THREADS = UNITS * SLICES;

/** Numbers of each row that are in shared memory at a time. */
const CHUNK = 256;

const START = `
var<workgroup> shared_rows : array<vec4<f32>, ${CHUNK}>;
var<workgroup> parts : array<vec4<f32>, ${STEP_THREADS}>;
// The sum for the unit and row that a thread ends with, of what the threads of that unit have.
fn summed(part : vec4<f32>, thread : i32) -> f32 {
  workgroupBarrier();
  parts[thread] = part;
  workgroupBarrier();
  let row = min(thread / ${UNITS}, ${ROWS - 1});
  var sum = 0.0;
  for (var s = thread % ${UNITS}; s < ${STEP_THREADS}; s += ${UNITS}) { sum += parts[s][row]; }
  return sum;
}
fn main(group : i32, thread : i32) {
  let across = (ints.hidden + ${UNITS - 1}) / ${UNITS};
  let row0 = (group / across) * ${ROWS};
  let unit = (group % across) * ${UNITS} + thread % ${UNITS};
  if (row0 >= ints.batch) { return; }
  let inside = unit < ints.hidden;`;

/** Goes over `count` numbers of four rows, which `number(row, k)` reads: `each` adds the product with `k`. */
function overRows(count: string, number: (row: string, k: string) => string, each: string): string {
  const rows = [0, 1, 2, 3].map((r) => number(`min(row0 + ${r}, ints.batch - 1)`, 'k'));
  return `
  for (var from0 = 0; from0 < ${count}; from0 += ${CHUNK}) {
    let end = min(${CHUNK}, ${count} - from0);
    workgroupBarrier();
    for (var s = thread; s < end; s += THREADS) {
      let k = from0 + s;
      shared_rows[s] = vec4<f32>(${rows.join(', ')});
    }
    workgroupBarrier();
    if (inside) {
      for (var s = thread / ${UNITS}; s < end; s += ${SLICES}) {
        let k = from0 + s;
        let four = shared_rows[s];
        ${each}
      }
    }
  }`;
}

const OWN_ROW = `
  let row = row0 + thread / ${UNITS};
  if (!inside || thread >= ${ROWS * UNITS} || row >= ints.batch) { return; }
  let here = (row * ints.time + ints.t) * ints.hidden + unit;
  let at = (row * ints.time + ints.t) * 4 * ints.hidden + unit;`;

/** How a program of a step sees the one before it (in its own direction). */
export interface StepForm {
  readonly kind: GateActivation;
  /** It is the first of all, and goes on from h0 and c0, or from zeros. */
  readonly first: boolean;
  readonly state: boolean;
}

/**
 * One step: z + h U for its four gates, c′ and h′. The gates stand where z was; `ints.before` is the step that h and c come from.
 */
export function stepForwardCode({ kind, first, state }: StepForm): string {
  const product = overRows(
    'ints.hidden',
    (row, k) =>
      first
        ? `h0[${row} * ints.hidden + ${k}]`
        : `y[(${row} * ints.time + ints.before) * ints.hidden + ${k}]`,
    `let u = k * 4 * ints.hidden + unit;
        zi += recurrent[u] * four;
        zf += recurrent[u + ints.hidden] * four;
        zg += recurrent[u + 2 * ints.hidden] * four;
        zo += recurrent[u + 3 * ints.hidden] * four;`,
  );
  const cell = first
    ? state
      ? 'c0[row * ints.hidden + unit]'
      : '0.0'
    : 'cells[(row * ints.time + ints.before) * ints.hidden + unit]';
  return `${gpuFunctions(kind)}${START}
  var zi = vec4<f32>(0.0); var zf = zi; var zg = zi; var zo = zi;
  ${first && !state ? '' : product}
  let ui = summed(zi, thread);
  let uf = summed(zf, thread);
  let ug = summed(zg, thread);
  let uo = summed(zo, thread);
  ${OWN_ROW}
  let i = gate(z[at] + ui);
  let f = gate(z[at + ints.hidden] + uf);
  let g = bend(z[at + 2 * ints.hidden] + ug);
  let o = gate(z[at + 3 * ints.hidden] + uo);
  let next = f * ${cell} + i * g;
  z[at] = i;
  z[at + ints.hidden] = f;
  z[at + 2 * ints.hidden] = g;
  z[at + 3 * ints.hidden] = o;
  cells[here] = next;
  y[here] = o * bend(next);
}`;
}

/** What a step of the way back has: gradients at the outputs, at the last h, and a cell that the first step began with. */
export interface BackForm {
  readonly kind: GateActivation;
  /** It is the last step of the sequence: nothing comes back to it from a later one. */
  readonly last: boolean;
  /** It is the first one. */
  readonly first: boolean;
  readonly dy: boolean;
  readonly dlastH: boolean;
  readonly state: boolean;
}

/**
 * One step back: dh = dy + dz′ Uᵀ of the step after it (`ints.after`), then dz, and dc for the step before it. `turned` is Uᵀ.
 */
export function stepBackwardCode({ kind, last, first, dy, dlastH, state }: BackForm): string {
  const product = overRows(
    '4 * ints.hidden',
    (row, k) => `dz[(${row} * ints.time + ints.after) * 4 * ints.hidden + ${k}]`,
    'back += turned[k * ints.hidden + unit] * four;',
  );
  const before = first
    ? state
      ? 'c0[row * ints.hidden + unit]'
      : '0.0'
    : 'cells[(row * ints.time + ints.before) * ints.hidden + unit]';
  return `${gpuFunctions(kind)}${START}
  var back = vec4<f32>(0.0);
  ${last ? '' : product}
  let later = summed(back, thread);
  ${OWN_ROW}
  let i = gates[at];
  let f = gates[at + ints.hidden];
  let g = gates[at + 2 * ints.hidden];
  let o = gates[at + 3 * ints.hidden];
  let own = row * ints.hidden + unit;
  let t = bend(cells[here]);
  let dh = later${dy ? ' + dy[here]' : ''}${last && dlastH ? ' + dlastH[own]' : ''};
  let up = dc[own] + dh * o * (1.0 - t * t);
  dz[at] = up * g * gateSlope(i);
  dz[at + ints.hidden] = up * ${before} * gateSlope(f);
  dz[at + 2 * ints.hidden] = up * i * (1.0 - g * g);
  dz[at + 3 * ints.hidden] = dh * t * gateSlope(o);
  dc[own] = up * f;
}`;
}
