import * as tf from '@tensorflow/tfjs-core';

/**
 * `container` with `f` of each tensor in its place, in arrays and plain objects to any depth. Anything else stays. What stands
 * at several places, or holds itself, does so afterwards too.
 */
export function mapTensors<C>(container: C, f: (x: tf.Tensor) => tf.Tensor): C {
  const made = new Map<object, object>();
  const go = (node: unknown): unknown => {
    if (node instanceof tf.Tensor) return f(node);
    if (!Array.isArray(node) && !isPlain(node)) return node;
    const known = made.get(node);
    if (known !== undefined) return known;
    const own = Array.isArray(node) ? new Array(node.length) : {};
    made.set(node, own);
    for (const [key, child] of Object.entries(node)) define(own, key, go(child));
    return own;
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

/** Sets `holder[key]`, also where the key is `__proto__`. */
export function define(holder: object, key: string, value: unknown): void {
  Object.defineProperty(holder, key, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}

function isPlain(node: unknown): node is object {
  if (typeof node !== 'object' || node === null) return false;
  const prototype = Object.getPrototypeOf(node);
  return prototype === Object.prototype || prototype === null;
}
