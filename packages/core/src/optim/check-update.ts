import type * as tf from '@tensorflow/tfjs-core';
import { describeShape, expected } from '../check/describe';
import { expectInteger, expectNonNegative } from '../check/number';
import { expectShape, ShapeError } from '../check/shape';
import { expectAlive, expectDtype, expectTensor, isFloats } from '../check/tensor';
import { sameShape } from '../ops/kit/check';
import { isSparse, type SparseRows } from '../tape/sparse-rows';
import type { Gradients } from '../tape/value-and-grads';
import type { RestoredState } from './parameter-state';

/** Checks that gradients are a map by parameter. @throws TypeError */
export function expectGradientMap(where: string, gradients: unknown): void {
  if (gradients instanceof Map) return;
  throw new TypeError(expected(`${where}: gradients`, 'a Map by parameter', gradients));
}

/** Checks that gradients are a map, of float32 tensors or of few rows, all of them alive. @throws TypeError, Error, ShapeError */
export function expectGradients(where: string, gradients: Gradients): void {
  expectGradientMap(where, gradients);
  for (const gradient of gradients.values()) {
    if (!isFloats(gradient as tf.Tensor)) expectGradient(where, gradient);
  }
}

/** The check with its texts, which a gradient of few rows passes too. */
function expectGradient(where: string, gradient: tf.Tensor | SparseRows): void {
  if (gradient?.isDisposed !== false || !isSparse(gradient)) {
    expectAlive(where, 'gradient', gradient as tf.Tensor);
    expectDtype(where, 'gradient', gradient, 'float32');
    return;
  }
  const { ids, rows, shape } = gradient;
  expectShape(where, 'gradient', { shape }, ['count', 'size'], true);
  expectTensor(where, 'gradient: ids', ids, ['n'], 'int32', true);
  expectTensor(where, 'gradient: rows', rows, [ids.size, shape[1] as number], 'float32', true);
}

/** Checks an update whole. @throws as `expectUpdate`, and RangeError for a rate that is none */
export function checkUpdates(rule: string, gradients: Gradients, learningRate: number): void {
  for (const [parameter, gradient] of gradients) {
    const [wanted, shape] = [parameter?.shape, gradient?.shape];
    let fits = isFloats(parameter) && isFloats(gradient as tf.Tensor);
    fits &&= shape.length === wanted.length;
    for (let i = 0; fits && i < shape.length; i++) fits = shape[i] === wanted[i];
    if (!fits) expectUpdate(rule, parameter, gradient);
  }
  expectNonNegative(`${rule}.update`, 'learningRate', learningRate);
}

/** The check with its texts. @throws as `expectGradient`, ShapeError */
function expectUpdate(
  rule: string,
  parameter: tf.Variable,
  gradient: tf.Tensor | SparseRows,
): void {
  const where = `${rule}.update`;
  expectAlive(where, 'parameter', parameter);
  expectDtype(where, 'parameter', parameter, 'float32');
  expectGradient(where, gradient);
  if (sameShape(gradient.shape, parameter.shape)) return;
  const wanted = `${describeShape(parameter.shape)} as its parameter`;
  throw new ShapeError(
    `${where}: gradient: expected ${wanted}, got ${describeShape(gradient.shape)}`,
  );
}

/** Checks that restored statistics are those of the rule. @throws RangeError, or ShapeError */
export function checkRestored(
  rule: string,
  names: readonly string[],
  parameter: tf.Variable,
  { updates, slots }: RestoredState,
): void {
  expectInteger(`${rule}.restore`, 'updates', updates, 0);
  const given = Object.keys(slots);
  if (given.length !== names.length || names.some((name) => !Object.hasOwn(slots, name))) {
    throw new RangeError(`${rule}.restore: slots: expected ${list(names)}, got ${list(given)}`);
  }
  for (const [name, slot] of Object.entries(slots)) {
    expectAlive(`${rule}.restore`, name, slot);
    expectDtype(`${rule}.restore`, name, slot, 'float32');
    const { shape } = slot;
    if (sameShape(shape, parameter.shape)) continue;
    throw new ShapeError(
      `${rule}.restore: ${name}: expected ${describeShape(parameter.shape)}, got ${describeShape(shape)}`,
    );
  }
}

function list(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.join(', ');
}
