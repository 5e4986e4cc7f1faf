import * as tf from '@tensorflow/tfjs-core';
import { expectShape } from '../check/shape';
import { CORE } from '../generated/wasm';
import { type Gradient, scaleByNumber } from '../optim/change-gradients';
import { expectGradients } from '../optim/check-update';
import { isSparse } from '../tape/sparse-rows';
import type { Gradients } from '../tape/value-and-grads';
import type { Address } from '../wasm/kernel-module';
import { addressOf, soleAddress } from '../wasm/output';
import { kernelsOf } from '../wasm/registry';

/**
 * Adds the gradients `more` to `sum`, which takes them over: after it only those of `sum` are to be
 * disposed. For gradient accumulation by hand; `train` has `accumulate`. On WASM in place, where nothing else refers to the
 * numbers of `sum`.
 *
 * @throws TypeError if either is no map of gradients, or both are one; ShapeError for two of unlike shapes; RangeError where
 *   WASM memory is full. Then both are as they were
 */
export function addGradients(sum: Gradients, more: Gradients): void {
  expectGradients('addGradients', sum);
  expectGradients('addGradients', more);
  if (sum === more) throw new TypeError('addGradients: more: expected another map, got sum itself');
  const kernels = kernelsOf(CORE);
  const shared = sharedIn(sum);
  const fresh = new Map<tf.Variable, Gradient>();
  const own: (readonly [to: Address, from: Address, size: number])[] = [];
  // What takes memory comes first.
  try {
    for (const [parameter, gradient] of more) {
      const before = sum.get(parameter);
      if (before === undefined) continue;
      expectShape('addGradients', 'more', gradient, before.shape, true);
      const dense = kernels && !isSparse(before) && !isSparse(gradient) && !shared.has(before);
      const at = dense ? soleAddress(before) : undefined;
      if (at === undefined) fresh.set(parameter, plus(before, gradient));
      else own.push([at, addressOf(gradient as tf.Tensor), (before as tf.Tensor).size]);
    }
  } catch (error) {
    for (const made of fresh.values()) made.dispose();
    throw error;
  }
  for (const [to, from, size] of own) kernels?.add(to, from, to, size);
  const given = [...sum.values(), ...more.values()];
  for (const [parameter, gradient] of more) {
    const made = fresh.get(parameter);
    if (made !== undefined || !sum.has(parameter)) sum.set(parameter, made ?? gradient);
  }
  more.clear();
  const kept = new Set(sum.values());
  for (const gradient of given) if (!kept.has(gradient)) gradient.dispose();
}

/** Gradients that stand at several parameters. */
function sharedIn(gradients: Gradients): ReadonlySet<Gradient> {
  const [seen, shared] = [new Set<Gradient>(), new Set<Gradient>()];
  for (const gradient of gradients.values()) (seen.has(gradient) ? shared : seen).add(gradient);
  return shared;
}

function plus(a: Gradient, b: Gradient): Gradient {
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
    const before = this.#value;
    this.#count++;
    if (before === undefined) {
      this.#value = value;
      this.#grads = grads;
      return;
    }
    try {
      addGradients(this.#grads, grads);
      this.#value = tf.add<tf.Scalar>(before, value);
      before.dispose();
    } finally {
      value.dispose();
      for (const gradient of grads.values()) gradient.dispose();
    }
  }

  /** Their means, which then are the caller's; undefined if there was no batch. */
  take(): { value: tf.Scalar; grads: Gradients } | undefined {
    const [count, value, grads] = [this.#count, this.#value, this.#grads];
    if (value === undefined) return undefined;
    if (count > 1) {
      scaleByNumber(grads, 1 / count);
      this.#value = tf.tidy(() => tf.mul<tf.Scalar>(value, 1 / count));
      value.dispose();
    }
    const mean = { value: this.#value as tf.Scalar, grads };
    this.#count = 0;
    this.#value = undefined;
    this.#grads = new Map();
    return mean;
  }

  /** Frees what was not taken. */
  dispose(): void {
    this.#value?.dispose();
    for (const gradient of this.#grads.values()) gradient.dispose();
  }
}
