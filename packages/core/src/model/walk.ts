import * as tf from '@tensorflow/tfjs-core';
import { expected } from '../check/describe';
import { isTagged } from '../check/realm';

/**
 * Visits every Variable of a model, in the order of its fields, with its path and the object that holds it. The path is the names of
 * the fields, the positions in arrays and Sets, and the text or number keys of Maps that lead to it,
 * joined by dots. Each object is visited once, so a tied weight has its first path. Getters are not
 * called; typed arrays, plain tensors and Map entries under other keys are passed over.
 *
 * @throws TypeError if `model` is no object, array or function, or a promise of one
 * @throws Error if two Variables share a path
 */
export function walk(
  where: string,
  model: unknown,
  visit: (path: string, variable: tf.Variable, holder: object | undefined) => void,
): void {
  if (!isNode(model) || isTagged(model, 'Promise')) {
    throw new TypeError(expected(`${where}: model`, 'an object, an array or a function', model));
  }
  const seen = new Set<object>();
  const paths = new Set<string>();
  const go = (node: object, path: string, holder?: object) => {
    if (seen.has(node)) return;
    seen.add(node);
    if (isTensor(node)) {
      if (!(node instanceof tf.Variable)) return;
      if (paths.has(path)) {
        throw new Error(`${where}: model: expected one Variable at "${path}", got two`);
      }
      paths.add(path);
      visit(path, node, holder);
    } else if (!ArrayBuffer.isView(node)) {
      for (const [key, child] of children(node)) {
        if (isNode(child)) go(child, path === '' ? `${key}` : `${path}.${key}`, node);
      }
    }
  };
  go(model, '');
}

function* children(node: object): Iterable<readonly [string | number, unknown]> {
  if (isTagged(node, 'Map')) {
    for (const [key, child] of node) {
      if (typeof key === 'string' || typeof key === 'number') yield [key, child];
    }
  } else if (Array.isArray(node) || isTagged(node, 'Set')) {
    let position = 0;
    for (const child of node) yield [position++, child];
  }
  if (Array.isArray(node)) return;
  for (const key of Object.keys(node)) {
    const child = Object.getOwnPropertyDescriptor(node, key)?.value;
    if (isNode(child)) yield [key, child];
  }
}

function isNode(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** Whether `node` is a tensor: by an own field, since tfjs's `instanceof` reads fields that may be getters. */
export function isTensor(node: object): node is tf.Tensor {
  return Object.hasOwn(node, 'dataId') && node instanceof tf.Tensor;
}
