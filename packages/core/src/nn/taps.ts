import type * as tf from '@tensorflow/tfjs-core';

/** Sees an activation of a layer by the name of the part, and gives it on, or another one in its place. */
export type Tap = (part: string, x: tf.Tensor) => tf.Tensor;

/** Which layers are looked into, and by what. */
export type Taps = ReadonlyMap<object, Tap>;

let current: Taps | undefined;

/** What looks into a layer while this pass runs; undefined where nothing does, which is all that an ordinary pass pays. */
export function tapOf(layer: object): Tap | undefined {
  return current?.get(layer);
}

/** Whether anything is looked into: a pass that is repeated later for its gradient would go without. */
export function isTapped(): boolean {
  return current !== undefined;
}

/** Runs `f`, which ends before it returns, with `taps`; those around it see what these give. */
export function withTaps<T>(taps: Taps, f: () => T): T {
  const before = current;
  const all = new Map(before);
  for (const [layer, own] of taps) {
    const outer = before?.get(layer);
    all.set(layer, outer === undefined ? own : (part, x) => outer(part, own(part, x)));
  }
  current = all;
  try {
    return f();
  } finally {
    current = before;
  }
}
