import { type Rng, ShapeError } from '@dl/core';
import {
  checkedLater,
  describeShape,
  expected,
  expectFinite,
  expectFlag,
  expectFraction,
  expectInteger,
  expectPositiveInteger,
  expectRng,
  expectTensor,
  type OptionChecks,
  readLengths,
  readOptions,
} from '@dl/core/check';
import * as tf from '@tensorflow/tfjs-core';
import type { Mask, MaskPlan } from './mask';
import { broadcastShape, type Sizes, scoreShape } from './sizes';

/** Checks a mask, and copies what may change before the gradient. @throws RangeError, ShapeError, TypeError */
export function expectMask(
  where: string,
  mask: Mask | tf.Tensor | undefined,
  sizes: Sizes,
): MaskPlan {
  const { batch, queries, keys } = sizes;
  const rules: Mask = mask instanceof tf.Tensor ? { tensor: mask } : readMask(where, mask);
  const { causal = false, window, lengths, offset = keys - queries, tensor } = rules;
  expectFlag(where, 'mask.causal', causal);
  if (window !== undefined) expectPositiveInteger(where, 'mask.window', window, WIDEST);
  expectInteger(where, 'mask.offset', offset, -WIDEST, WIDEST);
  if (tensor !== undefined) {
    const dtype = tensor?.dtype === 'bool' ? 'bool' : 'float32';
    expectBroadcast(
      where,
      mask instanceof tf.Tensor ? 'mask' : 'mask.tensor',
      tensor,
      sizes,
      dtype,
    );
  }
  return {
    causal,
    window: window ?? 0,
    offset,
    lengths:
      lengths === undefined ? undefined : readLengths(where, lengths, batch, keys, 'mask.lengths'),
    tensor,
  };
}

const NO_MASK: Mask = {};

// Their names come with the mask's: they are checked by `expectMask`.
const CONDITIONS: OptionChecks<Mask> = {
  causal: checkedLater,
  window: checkedLater,
  lengths: checkedLater,
  offset: checkedLater,
  tensor: checkedLater,
};

/** The conditions of a mask that is not a tensor. @throws TypeError for anything else, and for an unknown condition */
export function readMask(where: string, mask: Mask | undefined): Mask {
  if (mask === undefined) return NO_MASK;
  // A tensor of another copy of tfjs has names of its own: it is none of conditions.
  if (typeof mask !== 'object' || mask === null || Array.isArray(mask) || 'dtype' in mask) {
    throw new TypeError(expected(`${where}: mask`, 'a tensor or an object of conditions', mask));
  }
  return readOptions(`${where}: mask`, mask, CONDITIONS);
}

// Positions are int32 in the kernels, and sums of three of them must be.
const WIDEST = 2 ** 29 - 1;

/** Checks a tensor that is to broadcast to the scores. @throws ShapeError, TypeError, Error */
export function expectBroadcast(
  where: string,
  name: string,
  x: tf.Tensor,
  sizes: Sizes,
  dtype: tf.DataType = 'float32',
): void {
  expectTensor(where, name, x, ['...'], dtype);
  if (broadcastShape(x.shape, sizes) !== undefined) return;
  const wanted = describeShape(scoreShape(sizes));
  throw new ShapeError(
    `${where}: ${name}: expected a shape that broadcasts to ${wanted}, got ${describeShape(x.shape)}`,
  );
}

/** Checks the slopes of ALiBi: one a head. @throws RangeError, ShapeError */
export function expectSlopes(where: string, slopes: readonly number[], heads: number): void {
  if (!Array.isArray(slopes)) {
    throw new TypeError(expected(`${where}: alibi`, 'an array of slopes', slopes));
  }
  if (slopes.length !== heads) {
    throw new ShapeError(`${where}: alibi: expected ${heads} slopes, got ${slopes.length}`);
  }
  for (let h = 0; h < heads; h++) expectFinite(where, `alibi.${h}`, slopes[h] as number);
}

/** The share to drop: 0 unless it trains. @throws RangeError for a share that is none, or no `rng` to draw from */
export function expectDropout(
  where: string,
  dropout: number,
  training: boolean,
  rng: Rng | undefined,
): number {
  expectFraction(where, 'dropout', dropout);
  if (!training || dropout === 0) return 0;
  expectRng(where, rng);
  return dropout;
}
