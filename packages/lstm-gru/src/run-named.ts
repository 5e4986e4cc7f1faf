import { runOpMany, type Thunk } from '@dl/core/extend';
import type * as tf from '@tensorflow/tfjs-core';

/** Tensors by name; undefined for one that there is not. */
export type Named = Readonly<Record<string, tf.Tensor | undefined>>;

/** What an op with many inputs does; see `runOpMany`. */
export interface NamedOp {
  /** Makes the outputs. */
  forward(): tf.Tensor[];
  /** What the way back needs. */
  save(outputs: readonly tf.Tensor[]): Named;
  /** One gradient an input, by its name. */
  backward(
    dys: readonly (tf.Tensor | null)[],
    saved: Readonly<Record<string, tf.Tensor>>,
  ): Readonly<Record<string, Thunk>>;
}

/** `runOpMany` with inputs, what is saved and gradients by name, any of which there may not be. */
export function runNamed(name: string, inputs: Named, op: NamedOp): tf.Tensor[] {
  const names = namesOf(inputs);
  let savedNames: string[] = [];
  return runOpMany(
    name,
    names.map((key) => inputs[key] as tf.Tensor),
    () => op.forward(),
    (outputs) => {
      const saved = op.save(outputs);
      savedNames = namesOf(saved);
      return savedNames.map((key) => saved[key] as tf.Tensor);
    },
    (dys, saved) => {
      const byName = Object.fromEntries(savedNames.map((key, i) => [key, saved[i] as tf.Tensor]));
      const gradients = op.backward(dys, byName);
      return names.map((key) => gradients[key]);
    },
  );
}

function namesOf(tensors: Named): string[] {
  return Object.keys(tensors).filter((key) => tensors[key] !== undefined);
}
