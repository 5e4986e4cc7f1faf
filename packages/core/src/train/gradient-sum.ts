import * as tf from '@tensorflow/tfjs-core';
import { expectGradientMap } from '../optim/check-update';
import { isSparse, type SparseRows } from '../tape/sparse-rows';
import type { Gradients } from '../tape/value-and-grads';

/**
 * Adds the gradients `more` to `sum`, which takes them over: after it only those of `sum` are to be
 * disposed. For gradient accumulation by hand; `train` has `accumulate`.
 *
 * @throws TypeError if either is no map of gradients, or both are one
 */
export function addGradients(sum: Gradients, more: Gradients): void {
  expectGradientMap('addGradients', sum);
  expectGradientMap('addGradients', more);
  if (sum === more) throw new TypeError('addGradients: more: expected another map, got sum itself');
  for (const [parameter, gradient] of more) {
    const before = sum.get(parameter);
    if (before === undefined) {
      sum.set(parameter, gradient);
      continue;
    }
    sum.set(parameter, plus(before, gradient));
    before.dispose();
    gradient.dispose();
  }
  more.clear();
}

function plus(a: tf.Tensor | SparseRows, b: tf.Tensor | SparseRows): tf.Tensor | SparseRows {
  if (isSparse(a) && isSparse(b)) return a.plus(b);
  return tf.tidy(() => tf.add(isSparse(a) ? a.toDense() : a, isSparse(b) ? b.toDense() : b));
}

/** The values and gradients of the batches of one step. */
export class GradientSum {
  #count = 0;
  #value: tf.Scalar | undefined;
  #grads: Gradients = new Map();

  /** Takes over those of one batch. */
  add({ value, grads }: { value: tf.Scalar; grads: Gradients }): void {
    this.#count++;
    const before = this.#value;
    this.#value = before === undefined ? value : tf.add<tf.Scalar>(before, value);
    if (before !== undefined) tf.dispose([before, value]);
    if (this.#count === 1) this.#grads = grads;
    else addGradients(this.#grads, grads);
  }

  /** Their means, which then are the caller's; undefined if there was no batch. */
  take(): { value: tf.Scalar; grads: Gradients } | undefined {
    const [count, value, grads] = [this.#count, this.#value, this.#grads];
    this.#count = 0;
    this.#value = undefined;
    this.#grads = new Map();
    if (value === undefined) return undefined;
    if (count === 1) return { value, grads };
    const mean = <T extends tf.Tensor>(x: T) => {
      const y = tf.tidy(() => tf.mul(x, 1 / count) as T);
      x.dispose();
      return y;
    };
    for (const [parameter, gradient] of grads) {
      if (!isSparse(gradient)) {
        grads.set(parameter, mean(gradient));
        continue;
      }
      grads.set(parameter, gradient.withRows(tf.tidy(() => tf.mul(gradient.rows, 1 / count))));
      gradient.dispose();
    }
    return { value: mean(value), grads };
  }

  /** Frees what was not taken. */
  dispose(): void {
    this.#value?.dispose();
    for (const gradient of this.#grads.values()) gradient.dispose();
  }
}
