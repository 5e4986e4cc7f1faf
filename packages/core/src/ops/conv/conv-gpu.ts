import type * as tf from '@tensorflow/tfjs-core';
import type { FusedActivation } from '../activation/activation';
import { matrixSide } from '../dense/matrix-side';
import type { Tile } from '../dense/product-tiles';
import { tiledProduct } from '../dense/tiled-product-gpu';
import { type ConvPlan, filterShape } from './conv-plan';
import {
  beginPhase,
  filterColumns,
  GROUP,
  meetingCode,
  patchColumns,
  patchRows,
  windowCode,
} from './conv-sides';
import { windowInts } from './window-ints';
import { inputShape, outputShape } from './window-struct';

/*
 * The three products of a convolution as products of tiles, one of the batch for each group of channels: patches are read where
 * they lie, and only those of a tile are ever together.
 */

interface Finish {
  readonly bias?: tf.Tensor | undefined;
  readonly activation?: FusedActivation | undefined;
  /** Another tile than the sizes ask for: to compare them. */
  readonly tile?: Tile | undefined;
}

/** y = f(x ∗ w + bias): of each place the sum over taps and channels. */
export function convolveOnGpu(
  x: tf.Tensor,
  w: tf.Tensor,
  plan: ConvPlan,
  finish: Finish = {},
): tf.Tensor {
  const { batch, out, windows, taps, depth, width } = sizesOf(plan);
  const [down, across] = windows;
  const vectorA = depth % 4 === 0;
  const vectorB = width % 4 === 0;
  return tiledProduct({
    ...finish,
    ...common(plan, out, outputShape(plan)),
    key: 'conv',
    a: x,
    b: w,
    m: batch * down.out * across.out,
    n: width,
    k: taps * depth,
    vectorA,
    vectorB,
    vectorY: vectorB,
    form: () => ({
      ...START,
      functions: GROUP + windowCode(vectorA),
      a: patchRows(vectorA),
      b: channelsOut(vectorB),
      stride: 'ints.out',
    }),
  });
}

/** dx of dz; f(dx + bias) for what is no gradient: of each place the sum over the windows that see it, and their channels. */
export function spreadOnGpu(
  dz: tf.Tensor,
  w: tf.Tensor,
  plan: ConvPlan,
  finish: Finish = {},
): tf.Tensor {
  const { batch, windows, taps, depth, width } = sizesOf(plan);
  const [down, across] = windows;
  const phased = down.stride * across.stride <= MOST_PHASES;
  const [phasesY, phasesX] = phased ? [down.stride, across.stride] : [1, 1];
  const vector = width % 4 === 0;
  const own = common(plan, plan.in, inputShape(plan));
  const every = (phases: number, gap: number) => phases / greatestCommon(phases, gap);
  return tiledProduct({
    ...finish,
    ...own,
    key: `conv-input/${phased}`,
    a: dz,
    b: w,
    batch: plan.groups * phasesY * phasesX,
    m: batch * Math.ceil(down.in / phasesY) * Math.ceil(across.in / phasesX),
    n: depth,
    k: taps * width,
    ints: {
      ...own.ints,
      ...{ phasesY, phasesX, groupsOf: plan.groups },
      everyY: every(phasesY, down.dilation),
      everyX: every(phasesX, across.dilation),
    },
    vectorA: vector,
    vectorB: vector,
    vectorY: depth % 4 === 0,
    form: () => ({
      start: `group_of = own % ints.groupsOf; ${beginPhase('own / ints.groupsOf')}`,
      end: 'steps',
      fromY: 'part * ints.whole + group_of * ints.n',
      fromBias: 'group_of * ints.n',
      functions: GROUP + meetingCode(vector, phased),
      a: patchRows(vector),
      b: filterColumns(vector),
      rowAt: 'rowAt(row)',
      stride: 'ints.channels',
    }),
  });
}

/** Places of the input that different taps see, up to which each kind is made by itself. */
const MOST_PHASES = 16;

function greatestCommon(a: number, b: number): number {
  return b === 0 ? a : greatestCommon(b, a % b);
}

/** dw of x and dz: of each tap, channel in and channel out the sum over all places. */
export function correlateOnGpu(
  x: tf.Tensor,
  dz: tf.Tensor,
  plan: ConvPlan,
  finish: Pick<Finish, 'tile'> = {},
): tf.Tensor {
  const { batch, out, windows, taps, depth, width } = sizesOf(plan);
  const [down, across] = windows;
  const vectorA = depth % 4 === 0;
  const vectorB = width % 4 === 0;
  return tiledProduct({
    ...finish,
    ...common(plan, out, filterShape(plan)),
    key: 'conv-filter',
    a: x,
    b: dz,
    m: taps * depth,
    n: width,
    k: batch * down.out * across.out,
    vectorA,
    vectorB,
    vectorY: vectorB,
    form: () => ({
      ...START,
      functions: GROUP + windowCode(vectorA),
      a: patchColumns(vectorA),
      b: channelsOut(vectorB),
      stride: 'ints.out',
    }),
  });
}

/** Of a group of channels, which are columns of y. */
const START = {
  start: 'group_of = own;',
  fromY: 'part * ints.whole + own * ints.n',
  fromBias: 'own * ints.n',
};

/** Rows of channels out, of one group: w as [taps · depth, out], and dz as [places, out]. */
function channelsOut(vector: boolean) {
  return matrixSide({
    name: 'b',
    along: false,
    vector,
    outer: 'ints.n',
    from: 'own * ints.n',
    stride: 'ints.out',
  });
}

function sizesOf(plan: ConvPlan) {
  const { in: channels, out, groups, windows } = plan;
  const [down, across] = windows;
  return {
    ...plan,
    taps: down.kernel * across.kernel,
    depth: channels / groups,
    width: out / groups,
  };
}

function common(plan: ConvPlan, columns: number, shape: readonly number[]) {
  const whole = shape.reduce((product, axis) => product * axis, 1);
  return { batch: plan.groups, shape, each: whole, columns, ints: { ...windowInts(plan), whole } };
}
