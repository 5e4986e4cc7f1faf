import type { GradientOptions } from '@dl/testing';
import type * as tf from '@tensorflow/tfjs-core';

/** A float32 input: its shape alone (then it holds seeded numbers in [−1, 1)), or its values too. */
export type CaseInput =
  | readonly number[]
  | { readonly shape: readonly number[]; readonly values: readonly number[] };

/**
 * A differentiable op on one set of arguments, as every backend must run it: its values as the cpu
 * backend gives them, its gradient as central differences give it, and no tensor left behind.
 */
export interface OpCase {
  /** The op's exported name: a row of the table of ops. */
  readonly op: string;
  /** What is particular about this case. */
  readonly title: string;
  /** What the gradient is taken of; ids, masks and labels are made inside of `run`. */
  readonly inputs: readonly CaseInput[];
  readonly run: (...inputs: tf.Tensor[]) => tf.Tensor;
  /** The WASM kernels that it must have called, forward and backward. Default: none. */
  readonly kernels?: readonly string[];
  /** How near central differences must come, where the default does not do. */
  readonly tolerance?: GradientOptions;
}
