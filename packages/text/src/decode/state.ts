import { gather } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { expectIds } from '../check/text';

/** All tensors of a state: in objects and arrays, each once. */
export function tensorsOf(state: unknown): Set<tf.Tensor> {
  const found = new Set<tf.Tensor>();
  const seen = new Set<unknown>();
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    if (value instanceof tf.Tensor) found.add(value);
    else if (!ArrayBuffer.isView(value)) for (const item of Object.values(value)) walk(item);
  };
  walk(state);
  return found;
}

/** Disposes the tensors of a state that are not among `kept`; Variables are their model's. */
export function disposeOthers(state: unknown, kept: ReadonlySet<tf.Tensor>): void {
  for (const tensor of tensorsOf(state)) {
    if (!kept.has(tensor) && !(tensor instanceof tf.Variable)) tensor.dispose();
  }
}

/**
 * A state whose tensors, in objects and arrays, hold these rows of their first axis: what decoders select by unless they say another way.
 * What is no tensor stays as it is.
 *
 * @throws TypeError, RangeError for invalid rows, and for rows that a tensor does not have
 */
export function gatherRows<S>(state: S, rows: Int32Array): S {
  expectIds('gatherRows', 'rows', rows, 2 ** 31);
  const gathered = tf.tidy(() => {
    return gatherBy(state, tf.tensor1d(Int32Array.from(rows), 'int32')) as tf.TensorContainer;
  });
  return gathered as S;
}

function gatherBy(state: unknown, ids: tf.Tensor1D): unknown {
  const done = new Map<unknown, unknown>();
  const walk = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
    const known = done.get(value);
    if (known !== undefined) return known;
    if (value instanceof tf.Tensor) {
      const own = value.rank === 0 ? value : gather(value, ids);
      done.set(value, own);
      return own;
    }
    const copy = Array.isArray(value) ? [] : Object.create(Object.getPrototypeOf(value));
    done.set(value, copy);
    for (const [key, item] of Object.entries(value)) copy[key] = walk(item);
    return copy;
  };
  return walk(state);
}
