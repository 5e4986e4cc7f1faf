import type * as tf from '@tensorflow/tfjs-core';
import { describeShape, describeText, expected } from '../check/describe';
import { isArrayOf } from '../check/realm';
import type { ArrayValue } from '../model/load-state-dict';
import { isSameShape } from '../model/load-state-dict';
import type { TorchField } from '../nn/torch-fields';

// What a codec says is checked, since anybody may have written it: one that leaves a Variable out would leave it as it was.

/** Checks that what a codec gives has these names, all of them and no others. @throws TypeError */
export function expectKeys(where: string, made: unknown, names: readonly string[]): void {
  if (typeof made !== 'object' || made === null) {
    throw new TypeError(expected(where, 'values by name', made));
  }
  const given = Object.keys(made);
  if (given.length === names.length && names.every((name) => Object.hasOwn(made, name))) return;
  throw new TypeError(`${where}: expected values of ${listOf(names)}, got ${listOf(given)}`);
}

/** Checks that what a codec gives for a file is float32 numbers of this shape. @throws TypeError */
export function expectValue(
  where: string,
  name: string,
  value: ArrayValue | undefined,
  shape: readonly number[],
): void {
  const size = shape.reduce((product, axis) => product * axis, 1);
  const fits = Array.isArray(value?.shape) && isSameShape(value.shape, shape);
  if (fits && isArrayOf(value?.data, 'Float32Array') && value?.data.length === size) return;
  const what = `${size} float32 numbers ${describeShape(shape)} for ${describeText(name)}`;
  throw new TypeError(expected(`${where}: layers: outward()`, what, value?.data ?? value));
}

/** Checks that a field's order has each axis of its Variable once. @throws TypeError */
export function expectOrder(
  where: string,
  path: string,
  { shape }: tf.Tensor,
  { order, merged = false }: TorchField,
): void {
  const isWhole = (axes: readonly number[]) =>
    axes.length === shape.length && shape.every((_, axis) => axes.includes(axis));
  if (
    order === undefined ||
    (Array.isArray(order) && isWhole(order) && !(merged && shape.length < 2))
  )
    return;
  const what = `an order of the axes of ${describeText(path)} ${describeShape(shape)}`;
  throw new TypeError(expected(`${where}: layers`, what, order));
}

/** Checks that no two Variables have one name there. @throws TypeError */
export function expectNames(
  where: string,
  units: readonly { readonly shapes: Readonly<Record<string, unknown>> }[],
): void {
  const seen = new Set<string>();
  for (const name of units.flatMap(({ shapes }) => Object.keys(shapes))) {
    if (seen.has(name)) {
      const twice = `"${describeText(name)}" twice`;
      throw new TypeError(`${where}: layers: expected a name for each Variable, got ${twice}`);
    }
    seen.add(name);
  }
}

function listOf(names: readonly string[]): string {
  if (names.length === 0) return 'nothing';
  const shown = names.slice(0, 8).map((name) => describeText(name));
  return `${shown.join(', ')}${names.length > 8 ? `, … ${names.length} in all` : ''}`;
}
