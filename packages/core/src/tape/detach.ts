import * as tf from '@tensorflow/tfjs-core';
import { runOp } from './run-op';

/**
 * The same values with no way back for gradients: backpropagation through time ends here, and no step
 * before it is run backward. Gives new tensors over the same data, in the same arrays and objects.
 *
 * Between two steps of training no gradient flows anyhow, so a state may be carried over as it is;
 * inside of one loss over several windows this is what truncates (Williams and Peng 1990).
 */
export function detach<S extends tf.TensorContainer>(state: S): S {
  if (state instanceof tf.Tensor) return cut(state) as S;
  if (Array.isArray(state)) return state.map((part) => detach(part)) as S;
  if (state !== null && typeof state === 'object') {
    const parts = Object.entries(state).map(([key, part]) => [key, detach(part)]);
    return Object.fromEntries(parts) as S;
  }
  return state;
}

/** An op of no inputs: the tape has nothing to follow back. */
function cut(x: tf.Tensor): tf.Tensor {
  return runOp(
    'Detach',
    [],
    () => tf.clone(x),
    () => [],
    () => [],
  );
}
