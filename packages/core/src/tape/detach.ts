import * as tf from '@tensorflow/tfjs-core';
import { expectAlive } from '../check/tensor';
import { op } from './op';

/**
 * The same values with no way back for gradients: backpropagation through time ends here, and no step
 * before it is run backward. Gives new tensors over the same data, in the same arrays and objects.
 *
 * Between two steps of training no gradient flows anyhow, so a state may be carried over as it is;
 * inside of one loss over several windows this is what truncates (Williams and Peng 1990).
 */
export function detach<S extends tf.TensorContainer>(state: S): S {
  expectLiving(state);
  return detached(state) as S;
}

/** All of it, before the first copy is made. */
function expectLiving(state: tf.TensorContainer): void {
  if (state instanceof tf.Tensor) expectAlive('detach', 'state', state);
  else if (typeof state === 'object' && state !== null) Object.values(state).forEach(expectLiving);
}

function detached(state: tf.TensorContainer): tf.TensorContainer {
  if (state instanceof tf.Tensor) return cut(state);
  if (Array.isArray(state)) return state.map(detached);
  if (state === null || typeof state !== 'object') return state;
  const parts = Object.entries(state).map(([key, part]) => [key, detached(part)]);
  return Object.fromEntries(parts) as tf.TensorContainer;
}

/** An op of no inputs: the tape has nothing to follow back. */
function cut(x: tf.Tensor): tf.Tensor {
  return op('Detach', {}, { forward: () => tf.clone(x), gradients: () => ({}) });
}
