import * as tf from '@tensorflow/tfjs-core';
import { concat } from '../ops/shape/concat';
import type { KerasConfig } from './config';
import type { KerasFlow, Step } from './flow';

/** Makes one flow of several. */
export type KerasMerge = (config: KerasConfig) => Step;

/** A step counts where it does in all that have a mask. */
function commonMask(given: readonly KerasFlow[]): tf.Tensor | undefined {
  const masks = given.flatMap(({ mask }) => (mask === undefined ? [] : [mask]));
  if (masks.length === 0) return undefined;
  return masks.reduce((a, b) => tf.logicalAnd(a, b));
}

const all = (f: (xs: readonly tf.Tensor[]) => tf.Tensor): KerasMerge => {
  return () => (given) => [
    { x: tf.tidy(() => f(given.map(({ x }) => x))), mask: commonMask(given) },
  ];
};

const inPairs = (f: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor): KerasMerge => {
  return all((xs) => xs.reduce((a, b) => f(a, b)));
};

/** On WASM tfjs's maximum and minimum drop a NaN that comes second. */
const withNaN = (f: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor) => {
  return (a: tf.Tensor, b: tf.Tensor) => tf.where(tf.isNaN(b), b, f(a, b));
};

function concatenate(config: KerasConfig): Step {
  const axis = config.integer('axis', { low: -8, high: 8, fallback: -1 });
  return (given) => {
    const x = concat(
      given.map((own) => own.x),
      axis,
    );
    const own = axis < 0 ? x.rank + axis : axis;
    if (own !== 1 || x.rank < 3) return [{ x, mask: commonMask(given) }];
    // One behind the other in time: so are their masks.
    if (given.every(({ mask }) => mask === undefined)) return [{ x }];
    const masks = given.map(({ x: part, mask }) => mask ?? tf.ones(part.shape.slice(0, 2), 'bool'));
    return [{ x, mask: tf.concat(masks, 1) }];
  };
}

/** Layers of several inputs. */
export const merges = (): readonly (readonly [kind: string, make: KerasMerge])[] => [
  ['Add', inPairs(tf.add)],
  ['Subtract', inPairs(tf.sub)],
  ['Multiply', inPairs(tf.mul)],
  ['Maximum', inPairs(withNaN(tf.maximum))],
  ['Minimum', inPairs(withNaN(tf.minimum))],
  [
    'Average',
    all((xs) =>
      tf.div(
        xs.reduce((a, b) => tf.add(a, b)),
        xs.length,
      ),
    ),
  ],
  ['Concatenate', concatenate],
];
