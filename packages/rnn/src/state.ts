import { expected, expectTensor } from '@dl/core/check';
import * as tf from '@tensorflow/tfjs-core';

/** `f` of every tensor of a state, with the tensor in the same place of another. Other values stay. */
export function mapState<S extends tf.TensorContainer>(
  state: S,
  f: (part: tf.Tensor, other: tf.Tensor | undefined) => tf.Tensor,
  other?: S,
): S {
  if (state instanceof tf.Tensor) return f(state, other as tf.Tensor | undefined) as unknown as S;
  if (typeof state !== 'object' || state === null) return state;
  const parts = Object.entries(state as Record<string, S>).map(
    ([key, part]) =>
      [key, mapState(part, f, (other as Record<string, S> | undefined)?.[key])] as const,
  );
  const made = Array.isArray(state) ? parts.map(([, part]) => part) : Object.fromEntries(parts);
  return made as unknown as S;
}

/**
 * Checks that `state` is made as `like`: tensors of the same shapes and dtypes under the same names.
 *
 * @throws ShapeError, TypeError, Error `unroll: cell.step: state.h: expected [2, 5], got [2, 3]`
 */
export function expectLike(where: string, name: string, like: unknown, state: unknown): void {
  if (like instanceof tf.Tensor) {
    expectTensor(where, name, state as tf.Tensor, like.shape, like.dtype);
    return;
  }
  if (typeof like !== 'object' || like === null) return;
  const names = Object.keys(like);
  if (typeof state !== 'object' || state === null || state instanceof tf.Tensor) {
    throw new TypeError(expected(`${where}: ${name}`, `tensors ${names.join(', ')}`, state));
  }
  for (const key of names) {
    const [one, other] = [like, state].map((parts) => (parts as Record<string, unknown>)[key]);
    expectLike(where, `${name}.${key}`, one, other);
  }
}

/** Checks that a step has not disposed the state that it was given. @throws Error */
export function expectLeftAlone(where: string, name: string, state: unknown): void {
  if (state instanceof tf.Tensor) {
    if (!state.isDisposed) return;
    throw new Error(`${where}: ${name}: expected it to be left as it was given, got it disposed`);
  }
  if (typeof state !== 'object' || state === null) return;
  for (const [key, part] of Object.entries(state)) expectLeftAlone(where, `${name}.${key}`, part);
}

/** A state whose tensors are the caller's to dispose: copies of those that are somebody else's, `given` or a Variable. */
export function ownState<S extends tf.TensorContainer>(state: S, given: S | undefined): S {
  if (isOwn(state, given)) return state;
  return mapState(state, (part) => (isOwn(part, given) ? part : tf.clone(part)));
}

function isOwn(state: unknown, given: unknown): boolean {
  if (state instanceof tf.Tensor) return !(state instanceof tf.Variable || holds(given, state));
  if (typeof state !== 'object' || state === null) return true;
  for (const key in state) if (!isOwn(state[key as never], given)) return false;
  return true;
}

function holds(given: unknown, part: tf.Tensor): boolean {
  if (given === part) return true;
  if (typeof given !== 'object' || given === null || given instanceof tf.Tensor) return false;
  for (const key in given) if (holds(given[key as never], part)) return true;
  return false;
}
