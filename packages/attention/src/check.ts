import {
  describeShape,
  expected,
  expectFinite,
  expectFraction,
  expectInteger,
  expectPositiveInteger,
  expectRng,
  expectTensor,
  type Rng,
  ShapeError,
} from '@dl/core';
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
  if (mask !== undefined && (typeof mask !== 'object' || mask === null)) {
    throw new TypeError(expected(`${where}: mask`, 'a tensor or an object of conditions', mask));
  }
  const rules: Mask = mask instanceof tf.Tensor ? { tensor: mask } : (mask ?? {});
  const { causal = false, window, lengths, offset = keys - queries, tensor } = rules;
  if (window !== undefined) expectPositiveInteger(where, 'mask.window', window, WIDEST);
  expectInteger(where, 'mask.offset', offset, -WIDEST, WIDEST);
  if (lengths !== undefined) {
    if (lengths?.length !== batch) {
      throw new ShapeError(
        `${where}: mask.lengths: expected ${batch} of them, got ${lengths?.length}`,
      );
    }
    for (let b = 0; b < batch; b++) {
      expectInteger(where, `mask.lengths.${b}`, lengths[b] as number, 1, keys);
    }
  }
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
    causal: Boolean(causal),
    window: window ?? 0,
    offset,
    lengths: lengths && Int32Array.from(lengths),
    tensor,
  };
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
  if (slopes?.length !== heads) {
    throw new ShapeError(`${where}: alibi: expected ${heads} slopes, got ${slopes?.length}`);
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
