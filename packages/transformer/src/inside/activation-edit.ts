import { where as choose } from '@dl/core';
import {
  checkedLater,
  expected,
  expectInteger,
  expectTensor,
  type OptionChecks,
  readOptions,
} from '@dl/core/check';
import * as tf from '@tensorflow/tfjs-core';

/** What stands in the place of an activation: a function of it (run in a `tidy`), numbers, or either in one region of it only. */
export type ActivationEdit =
  | ((activation: tf.Tensor, path: string) => tf.Tensor)
  | tf.Tensor
  | RegionEdit;

/** An edit of some heads and positions. */
export interface RegionEdit {
  /**
   * 0, the mean of the activation over batch and positions, numbers of its shape or with axes of 1, which are repeated, or a function of
   * the whole activation.
   */
  to: 'zero' | 'mean' | tf.Tensor | ((activation: tf.Tensor, path: string) => tf.Tensor);
  /** Which heads, of a part of attention. Default: all. */
  heads?: readonly number[] | undefined;
  /** Which positions: queries, of keys and values keys. Default: all. */
  positions?: readonly number[] | undefined;
}

const OPTIONS: OptionChecks<RegionEdit> = {
  to: checkedLater,
  heads: checkedLater,
  positions: checkedLater,
};

/** Checks an edit before anything runs. @throws TypeError, RangeError */
export function readEdit(where: string, name: string, edit: ActivationEdit): RegionEdit {
  if (typeof edit === 'function' || edit instanceof tf.Tensor) return { to: edit };
  const own = readOptions(`${where}: ${name}`, edit, OPTIONS);
  const { to, heads, positions } = own;
  const isKnown = to === 'zero' || to === 'mean' || typeof to === 'function';
  if (!isKnown && !(to instanceof tf.Tensor)) {
    throw new TypeError(
      expected(`${where}: ${name}.to`, '"zero", "mean", a tensor or a function', to),
    );
  }
  for (const [list, of] of [
    [heads, 'heads'],
    [positions, 'positions'],
  ] as const) {
    if (list === undefined) continue;
    if (!Array.isArray(list) || list.length === 0) {
      throw new TypeError(expected(`${where}: ${name}.${of}`, 'some of their numbers', list));
    }
    for (const at of list) expectInteger(where, `${name}.${of}`, at, 0);
  }
  return own;
}

/** The activation with the edit: run in a `tidy`. @throws ShapeError, TypeError, RangeError for what does not fit it */
export function withEdit(
  where: string,
  path: string,
  x: tf.Tensor,
  { to, heads, positions }: RegionEdit,
): tf.Tensor {
  const region = regionOf(where, path, x, heads, positions);
  const own = typeof to === 'function' ? to(x, path) : to;
  const y = numbersOf(where, path, x, own);
  const isWhole = region === undefined && y.shape.every((size, i) => size === x.shape[i]);
  // A clone, since what the caller holds stays the caller's.
  return isWhole ? tf.clone(y) : choose(region ?? tf.ones(ones(x), 'bool'), y, x);
}

function numbersOf(
  where: string,
  path: string,
  x: tf.Tensor,
  to: 'zero' | 'mean' | tf.Tensor,
): tf.Tensor {
  if (to === 'zero') return tf.zeros(ones(x));
  if (to === 'mean') return tf.mean(x, x.rank === 4 ? [0, 2] : [0, 1], true);
  const given = (to as tf.Tensor | undefined)?.shape;
  const shape = x.shape.map((size, i) => (given?.length === x.rank && given[i] === 1 ? 1 : size));
  expectTensor(where, path, to, shape, 'float32');
  return to;
}

/** Where an edit applies, bool [1, time, 1] or [1, heads, time, 1]; undefined for everywhere. */
function regionOf(
  where: string,
  path: string,
  x: tf.Tensor,
  heads: readonly number[] | undefined,
  positions: readonly number[] | undefined,
): tf.Tensor | undefined {
  if (heads === undefined && positions === undefined) return undefined;
  if (heads !== undefined && x.rank !== 4) {
    throw new RangeError(
      expected(`${where}: ${path}: heads`, 'none where there are no heads', heads),
    );
  }
  const [count, time] = [x.rank === 4 ? (x.shape[1] as number) : 1, x.shape[x.rank - 2] as number];
  for (const head of heads ?? []) expectInteger(where, `${path}: heads`, head, 0, count - 1);
  for (const at of positions ?? []) expectInteger(where, `${path}: positions`, at, 0, time - 1);
  const flags = new Uint8Array(count * time);
  for (const head of heads ?? Array(count).keys()) {
    for (const at of positions ?? Array(time).keys()) flags[head * time + at] = 1;
  }
  return tf.tensor(flags, x.rank === 4 ? [1, count, time, 1] : [1, time, 1], 'bool');
}

function ones(x: tf.Tensor): number[] {
  return x.shape.map(() => 1);
}
