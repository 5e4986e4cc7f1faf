import { describeShape } from '../check/describe';
import { ShapeError } from '../check/shape';
import type { NumberArray } from './read-array';

/**
 * Checks class indices: whole numbers from 0 to classes − 1, or `ignoreIndex`.
 *
 * @throws RangeError naming the first that is none
 */
export function expectClasses(
  where: string,
  name: string,
  { values }: NumberArray,
  classes: number,
  ignoreIndex?: number,
): void {
  for (let at = 0; at < values.length; at++) {
    const value = values[at] as number;
    if (value === ignoreIndex) continue;
    if (Number.isInteger(value) && value >= 0 && value < classes) continue;
    throw new RangeError(
      `${where}: ${name}: expected classes from 0 to ${classes - 1}, got ${value} at ${at}`,
    );
  }
}

/** Checks that `labels` are of the shape `shape`. */
export function expectLabelShape(
  where: string,
  labels: NumberArray,
  shape: readonly number[],
): void {
  if (String(labels.shape) === String(shape)) return;
  throw new ShapeError(
    `${where}: labels: expected ${describeShape(shape)}, got ${describeShape(labels.shape)}`,
  );
}

/** How many scores of a row come before that of `label`: larger ones, NaN, and equal ones at a lower index. */
export function rankOf(scores: ArrayLike<number>, start: number, classes: number, label: number) {
  const own = scores[start + label] as number;
  let rank = 0;
  for (let i = 0; i < classes; i++) {
    const score = scores[start + i] as number;
    if (i !== label && (!(score <= own) || (score === own && i < label))) rank++;
  }
  return rank;
}

/** The index of the largest of a row's scores, the first of equals; NaN counts as largest. */
export function largestOf(scores: ArrayLike<number>, start: number, classes: number): number {
  let best = 0;
  for (let i = 1; i < classes; i++) {
    const largest = scores[start + best] as number;
    if (Number.isNaN(largest)) break;
    if (!((scores[start + i] as number) <= largest)) best = i;
  }
  return best;
}
