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
  // A stack of our own: a model may be nested deeper than functions can be.
  const open: Open[] = [];
  const enter = (node: object, path: string, holder?: object) => {
    if (seen.has(node)) return;
    seen.add(node);
    if (!isTensor(node)) {
      if (ArrayBuffer.isView(node)) return;
      open.push({ node, path, children: children(node)[Symbol.iterator]() });
    } else if (node instanceof tf.Variable) {
      if (paths.has(path)) {
        throw new Error(`${where}: model: expected one Variable at "${path}", got two`);
      }
      paths.add(path);
      visit(path, node, holder);
    }
  };
  enter(model, '');
  while (open.length > 0) {
    const { node, path, children: left } = open[open.length - 1] as Open;
    const { done, value } = left.next();
    if (done) open.pop();
    else {
      const [key, child] = value;
      if (isNode(child)) enter(child, path === '' ? `${key}` : `${path}.${key}`, node);
    }
  }
}

/** A node whose children are being visited. */
interface Open {
  readonly node: object;
  readonly path: string;
  readonly children: Iterator<readonly [string | number, unknown]>;
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
