import type * as tf from '@tensorflow/tfjs-core';
import { describeShape } from '../../check/describe';
import { type EmptyAllowed, ShapeError } from '../../check/shape';
import { expectTensor, isFloats } from '../../check/tensor';

const ANY_SHAPE = ['...'] as const;

/**
 * Checks that `x` is a live float32 tensor that holds something, unless it may be empty.
 *
 * @throws TypeError if `x` is no tensor or has another dtype, Error if it is disposed, ShapeError if it is empty
 */
export function expectFloats(
  where: string,
  name: string,
  x: tf.Tensor,
  emptyAllowed: EmptyAllowed = false,
): void {
  // Before every kernel: one that holds something has no empty axis.
  if (isFloats(x) && (x.size > 0 || emptyAllowed === true)) return;
  expectTensor(where, name, x, ANY_SHAPE, 'float32', emptyAllowed);
}

/** As `expectFloats` for each, and that `a` and `b` have one shape. */
export function expectSameShape(
  where: string,
  [nameA, a]: readonly [string, tf.Tensor],
  [nameB, b]: readonly [string, tf.Tensor],
  emptyAllowed = false,
): void {
  expectFloats(where, nameA, a, emptyAllowed);
  if (nameB === 'target' && b?.dtype === 'int32') {
    const hint = 'a plain array of whole numbers counts as class indices: use a Float32Array';
    throw new TypeError(`${where}: ${nameB}: expected dtype float32, got int32 (${hint})`);
  }
  expectFloats(where, nameB, b, emptyAllowed);
  if (!sameShape(a.shape, b.shape)) {
    throw new ShapeError(
      `${where}: ${nameB}: expected ${describeShape(a.shape)} as ${nameA}, got ${describeShape(b.shape)}`,
    );
  }
}

/** Whether two shapes are equal. */
export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/**
 * Checks a live float32 tensor that broadcasts to `shape` without making it larger.
 *
 * @throws ShapeError `sigmoidCrossEntropy: weight: expected a shape that broadcasts to [2, 3], got [2]`; as `expectFloats`
 */
export function expectBroadcasts(
  where: string,
  name: string,
  x: tf.Tensor,
  shape: readonly number[],
): void {
  expectFloats(where, name, x, true);
  const lead = shape.length - x.rank;
  if (lead >= 0 && x.shape.every((size, i) => size === 1 || size === shape[lead + i])) return;
  const [wanted, got] = [describeShape(shape), describeShape(x.shape)];
  throw new ShapeError(
    `${where}: ${name}: expected a shape that broadcasts to ${wanted}, got ${got}`,
  );
}
