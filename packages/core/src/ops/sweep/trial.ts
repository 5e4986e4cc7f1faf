import type * as tf from '@tensorflow/tfjs-core';
import type { Draw } from './draw';
import { type AxisOptions, drawAxis, drawPadding, type PlainAxis } from './plain-axis';
import type { PlainOp } from './plain-op';

/** One call of an op that a sweep tries: of all inputs that are given, values and gradients are compared. */
export interface Trial {
  readonly inputs: readonly { readonly shape: readonly number[]; readonly values: Float32Array }[];
  readonly call: (...inputs: tf.Tensor[]) => tf.Tensor;
  /** What it must give: undefined where the op must refuse. */
  readonly plain: PlainOp | undefined;
  /** The call, for the report of a failure. */
  readonly words: string;
}

/** An axis that is not there: what sequences have for rows. */
const NONE = { size: 1, taps: 1, stride: 1, dilation: 1 };

/** Both axes of an image. */
export type Axes = readonly [down: PlainAxis, across: PlainAxis];

/** What is drawn of an op of windows. */
export interface Geometry {
  readonly batch: number;
  readonly axes: readonly [AxisOptions, AxisOptions];
  /** Stride, dilation and padding, as ops of one or two axes take them. */
  readonly options: {
    stride: number[];
    dilation: number[];
    padding: ReturnType<typeof drawPadding>['padding'];
  };
}

/** Axes and options of an op of windows. */
export function drawGeometry(draw: Draw, rank: 1 | 2): Geometry {
  const own = [rank === 1 ? NONE : drawAxis(draw), drawAxis(draw)] as const;
  const { padding, each } = drawPadding(draw, rank);
  const axes = own.map((axis, i) => ({
    ...axis,
    padding: rank === 2 ? (each[i] ?? 'valid') : i === 0 ? 0 : (each[0] ?? 'valid'),
  })) as unknown as [AxisOptions, AxisOptions];
  const used = axes.slice(2 - rank);
  const options = {
    stride: used.map(({ stride }) => stride),
    dilation: used.map(({ dilation }) => dilation),
    padding,
  };
  return { batch: draw.integer(1, 2), axes, options };
}

/** Both axes, or nothing. */
export function both(axes: readonly (PlainAxis | undefined)[]): Axes | undefined {
  return axes.every((axis) => axis !== undefined) ? (axes as unknown as Axes) : undefined;
}

/** An input of random values, `few` of them for ties. */
export function inputOf(draw: Draw, shape: readonly number[], few = false) {
  return { shape, values: draw.values(sizeOf(shape), few) };
}

/** Entries of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, axis) => product * axis, 1);
}
