import type * as tf from '@tensorflow/tfjs-core';
import { gpuLimits } from '../gpu/gpu-limits';
import { ELEMENT_THREADS } from '../gpu/per-element';
import { ROW_SUMS } from '../gpu/row-sums';
import { type Made, runProgram } from '../gpu/run-program';

export { isSoleOnGpu } from '../gpu/own-on-gpu';

/** Squares of what is larger are taken of multiples of 2⁷⁰, or they were infinite. */
const LARGE = 2 ** 55;
const UNIT = 2 ** -70;

/** Groups that share a gradient, at most. */
const GROUPS = 64;

/**
 * min(1, max / (‖g‖ + ε)) of all gradients together, as a tensor of one number: in a few programs, whatever their number.
 */
export function clipFactorOnGpu(
  gradients: readonly tf.Tensor[],
  maxNorm: number,
  epsilon: number,
): tf.Tensor {
  const own = gradients.filter(({ size }) => size > 0);
  const groups = own.map(({ size }) => Math.min(GROUPS, Math.ceil(size / (8 * ELEMENT_THREADS))));
  const rows = groups.reduce((sum, count) => sum + count, 0);
  let parts: tf.Tensor | undefined;
  let first = 0;
  for (const batch of batches(own.map((g, i) => [g, groups[i] as number] as const))) {
    parts = addParts(batch, first, rows, parts);
    for (const [, count] of batch) first += count;
  }
  const { factor } = runProgram({
    key: 'clip/factor',
    reads: { parts },
    makes: { factor: { shape: [] } },
    ints: { rows },
    floats: { most: maxNorm, scaled: maxNorm * UNIT, epsilon },
    groups: 1,
    threads: 256,
    code: () => `${ROW_SUMS}
fn main(group : i32, thread : i32) {
  if (group > 0) { return; }
  var own = vec2<f32>(0.0);
  for (var i = thread; i < ints.rows; i += THREADS) {
    own += vec2<f32>(${parts === undefined ? '0.0, 0.0' : 'parts[2 * i], parts[2 * i + 1]'});
  }
  let sums = pairSums(thread, own);
  let large = floats.scaled / sqrt(sums.y);
  let small = floats.most / (sqrt(sums.x) + floats.epsilon);
  let share = select(small, large, sums.y > 0.0);
  // A NaN stays.
  if (thread == 0) { factor[0] = select(share, 1.0, share > 1.0); }
}`,
  });
  parts?.dispose();
  return factor;
}

/** Multiplies gradients, which nothing else refers to, in place. */
export function scaleOnGpu(gradients: readonly tf.Tensor[], factor: tf.Tensor): void {
  const own = gradients.filter(({ size }) => size > 0);
  const batch = own.map((g) => [g, Math.ceil(g.size / (4 * ELEMENT_THREADS))] as const);
  for (const some of batches(batch)) {
    const { ints, groups } = layoutOf(some, 0);
    runProgram<never>({
      key: `clip/scale/${some.length}`,
      reads: { factor },
      changes: named(some),
      makes: {} as Record<never, Made>,
      ints,
      groups,
      threads: ELEMENT_THREADS,
      code: () =>
        chosen(
          some.length,
          (j) => `
    for (var at = 0; at < 4; at++) {
      let i = ((group - ints.first${j}) * 4 + at) * THREADS + thread;
      if (i < ints.size${j}) { g${j}[i] *= factor[0]; }
    }`,
        ),
    });
  }
}

type Share = readonly [gradient: tf.Tensor, groups: number];

/** As many as a program may have buffers, beside one of its own. */
function batches(shares: readonly Share[]): Share[][] {
  const most = gpuLimits().buffers - 1;
  const made: Share[][] = [];
  for (let at = 0; at < shares.length; at += most) made.push(shares.slice(at, at + most));
  return made;
}

/** Writes sums of squares of each group of some gradients: [rows, 2], of numbers and of large ones. */
function addParts(
  shares: readonly Share[],
  first: number,
  rows: number,
  parts: tf.Tensor | undefined,
): tf.Tensor {
  const { ints, groups } = layoutOf(shares, first);
  const made = runProgram<'parts'>({
    key: `clip/parts/${shares.length}`,
    reads: named(shares),
    ...(parts && { changes: { parts } }),
    makes: (parts ? {} : { parts: { shape: [rows, 2] } }) as Record<'parts', Made>,
    ints,
    groups,
    threads: ELEMENT_THREADS,
    code: () => `${ROW_SUMS}
var<private> sums : vec2<f32>;
fn add(x : f32) {
  let large = abs(x) > ${LARGE}.0;
  let scaled = x * ${UNIT};
  sums += select(vec2<f32>(x * x, 0.0), vec2<f32>(0.0, scaled * scaled), large);
}
${chosen(
  shares.length,
  (j) => `
    for (var i = (group - ints.first${j}) * THREADS + thread; i < ints.size${j}; i += ints.step${j}) { add(g${j}[i]); }`,
  `
  let total = pairSums(thread, sums);
  if (thread == 0 && group < ints.end) {
    parts[2 * (ints.before + group)] = total.x;
    parts[2 * (ints.before + group) + 1] = total.y;
  }`,
)}`,
  });
  return parts ?? made.parts;
}

function named(shares: readonly Share[]): Record<string, tf.Tensor> {
  return Object.fromEntries(shares.map(([gradient], j) => [`g${j}`, gradient]));
}

/** Which groups go over which gradient. */
function layoutOf(shares: readonly Share[], before: number) {
  const ints: Record<string, number> = { before };
  let groups = 0;
  shares.forEach(([{ size }, count], j) => {
    ints[`first${j}`] = groups;
    ints[`size${j}`] = size;
    ints[`step${j}`] = count * ELEMENT_THREADS;
    groups += count;
  });
  ints.end = groups;
  return { ints, groups };
}

/** A `main` that runs the text of the gradient that a group goes over, then `last`. */
function chosen(count: number, text: (j: number) => string, last = ''): string {
  const choices = Array.from({ length: count }, (_, j) => {
    const end = j + 1 < count ? `ints.first${j + 1}` : 'ints.end';
    return `  if (group >= ints.first${j} && group < ${end}) {${text(j)}\n  }`;
  });
  return `fn main(group : i32, thread : i32) {
${choices.join('\n')}${last}
}`;
}
