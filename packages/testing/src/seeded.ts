import * as tf from '@tensorflow/tfjs-core';

/** The numbers of a small linear congruential generator, in [−1, 1): the same in Python in two lines. */
export function seededValues(size: number, seed = 1): Float32Array {
  // state ← 1664525 state + 1013904223 mod 2³² (Numerical Recipes), value = state / 2³¹ − 1
  let state = seed >>> 0;
  return Float32Array.from({ length: size }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

/** A tensor of `seededValues`, times `scale`. */
export function seededTensor<T extends tf.Tensor = tf.Tensor>(
  shape: readonly number[],
  seed = 1,
  scale = 1,
): T {
  const size = shape.reduce((product, axis) => product * axis, 1);
  const values = seededValues(size, seed).map((value) => value * scale);
  return tf.tensor(values, shape as number[]) as T;
}
