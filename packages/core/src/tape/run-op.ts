import type * as tf from '@tensorflow/tfjs-core';
import { op } from './op';
import type { Thunk } from './record';

export { isNested, isTaping, type Thunk } from './record';

/** Gives, for the gradient `dy` of an op's output, one thunk an input. */
export type Backward = (dy: tf.Tensor, saved: readonly tf.Tensor[]) => readonly Thunk[];

/** Old form. */
export function runOp<T extends tf.Tensor>(
  name: string,
  inputs: readonly tf.Tensor[],
  forward: () => T,
  save: (y: T) => readonly tf.Tensor[],
  backward: Backward,
): T {
  return op(name, { ...inputs } as never, {
    forward,
    save: (y: T) => ({ ...save(y) }) as never,
    gradients: (dy, saved) => ({ ...backward(dy as tf.Tensor, Object.values(saved)) }) as never,
  }) as T;
}

/** Old form. */
export function runOpMany<T extends tf.Tensor[]>(
  name: string,
  inputs: readonly tf.Tensor[],
  forward: () => T,
  save: (ys: T) => readonly tf.Tensor[],
  backward: (dys: readonly (tf.Tensor | null)[], saved: readonly tf.Tensor[]) => readonly Thunk[],
): T {
  return op(name, { ...inputs } as never, {
    forward: () => [...forward()] as T,
    save: (y: T) => ({ ...save(y) }) as never,
    gradients: (dys, saved) => ({ ...backward(dys as never, Object.values(saved)) }) as never,
  }) as T;
}
