import * as tf from '@tensorflow/tfjs-core';
import { expectAlive } from '../check/tensor';
import { define } from './map-tensors';
import { op } from './op';

/**
 * The same values with no way back for gradients: backpropagation through time ends here, and no step
 * before it is run backward. Gives new tensors over the same data, in the same arrays and objects.
 *
 * Between two steps of training no gradient flows anyhow, so a state may be carried over as it is;
 * inside of one loss over several windows this is what truncates (Williams and Peng 1990).
 */
export function detach<S extends tf.TensorContainer>(state: S): S {
  // All of it, before the first copy is made.
  expectLiving(state, new Set());
  return detached(state, new Map()) as S;
}

function expectLiving(state: tf.TensorContainer, seen: Set<unknown>): void {
  if (state instanceof tf.Tensor) expectAlive('detach', 'state', state);
  else if (typeof state === 'object' && state !== null && !seen.has(state)) {
    seen.add(state);
    for (const part of Object.values(state)) expectLiving(part, seen);
  }
}

/** `made`: what has been copied, since a state may hold itself. */
function detached(state: tf.TensorContainer, made: Map<object, object>): tf.TensorContainer {
  if (state instanceof tf.Tensor) return cut(state);
  if (state === null || typeof state !== 'object') return state;
  const known = made.get(state);
  if (known !== undefined) return known as tf.TensorContainer;
  const own = Array.isArray(state) ? [] : {};
  made.set(state, own);
  for (const [key, part] of Object.entries(state)) define(own, key, detached(part, made));
  return own as tf.TensorContainer;
}

/** An op of no inputs: the tape has nothing to follow back. */
function cut(x: tf.Tensor): tf.Tensor {
  return op('Detach', {}, { forward: () => tf.clone(x), gradients: () => ({}) });
}
