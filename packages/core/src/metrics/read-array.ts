import * as tf from '@tensorflow/tfjs-core';
import { expected } from '../check/describe';
import { arrayKind } from '../check/realm';
import { ShapeError } from '../check/shape';
import { expectAlive } from '../check/tensor';

/** Numbers as metrics take them: a tensor on any backend, a number, or arrays in regular nesting. */
export type Numbers = tf.Tensor | number | ArrayLike<number> | readonly Numbers[];

/** The numbers row by row, with their shape. */
export interface NumberArray {
  readonly values: ArrayLike<number>;
  readonly shape: readonly number[];
}

/**
 * Reads numbers to this thread. A tensor is read without blocking, as it is now.
 *
 * @throws ShapeError for arrays that differ in length, TypeError for what are no numbers
 */
export async function readArray(where: string, name: string, x: Numbers): Promise<NumberArray> {
  if (x instanceof tf.Tensor) {
    expectAlive(where, name, x);
    return { values: (await x.data()) as ArrayLike<number>, shape: x.shape };
  }
  if (typeof x === 'number') return { values: [x], shape: [] };
  const kind = arrayKind(x);
  if (kind === 'BigInt64Array' || kind === 'BigUint64Array') {
    throw new TypeError(expected(`${where}: ${name}`, 'numbers', x));
  }
  if (kind !== undefined) {
    const values = x as unknown as ArrayLike<number>;
    return { values, shape: [values.length] };
  }
  if (!Array.isArray(x)) throw new TypeError(expected(`${where}: ${name}`, 'numbers', x));
  const parts = await Promise.all(Array.from(x, (part: Numbers) => readArray(where, name, part)));
  const inner = parts[0]?.shape ?? [];
  for (const { shape } of parts) {
    if (String(shape) !== String(inner)) {
      throw new ShapeError(
        `${where}: ${name}: expected rows of one shape, got [${inner}] and [${shape}]`,
      );
    }
  }
  const values = parts.flatMap((part) => Array.from(part.values));
  return { values, shape: [parts.length, ...inner] };
}
