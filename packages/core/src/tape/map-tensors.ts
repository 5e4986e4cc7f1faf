import * as tf from '@tensorflow/tfjs-core';

/** `container` with `f` of each tensor in its place, in arrays and plain objects to any depth. Anything else stays. */
export function mapTensors<C>(container: C, f: (x: tf.Tensor) => tf.Tensor): C {
  const go = (node: unknown): unknown => {
    if (node instanceof tf.Tensor) return f(node);
    if (Array.isArray(node)) return node.map(go);
    if (!isPlain(node)) return node;
    return Object.fromEntries(Object.entries(node).map(([key, child]) => [key, go(child)]));
  };
  return go(container) as C;
}

/** The tensors of `container`, in arrays and plain objects to any depth. */
export function tensorsOf(container: unknown): tf.Tensor[] {
  const tensors: tf.Tensor[] = [];
  mapTensors(container, (x) => {
    tensors.push(x);
    return x;
  });
  return tensors;
}

function isPlain(node: unknown): node is object {
  if (typeof node !== 'object' || node === null) return false;
  const prototype = Object.getPrototypeOf(node);
  return prototype === Object.prototype || prototype === null;
}
