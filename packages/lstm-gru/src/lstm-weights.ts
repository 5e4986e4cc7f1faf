import type * as tf from '@tensorflow/tfjs-core';
import type { GateActivation } from './gate';

/** The weights of a long short-term memory; columns are those of the gates i, f, g, o. */
export interface LstmWeights {
  /** [in, 4 hidden] */
  readonly input: tf.Tensor;
  /** [out, 4 hidden] */
  readonly recurrent: tf.Tensor;
  /** [4 hidden] */
  readonly bias: tf.Tensor | undefined;
  /** [3, hidden], of the gates i, f, o */
  readonly peephole: tf.Tensor | undefined;
  /** [hidden, out] */
  readonly projection: tf.Tensor | undefined;
  readonly gateActivation: GateActivation;
}

/** The state of a long short-term memory. */
export interface LstmState {
  /** The output, [batch, out]. */
  h: tf.Tensor2D;
  /** The cell, [batch, hidden]. */
  c: tf.Tensor2D;
  [name: string]: tf.Tensor2D;
}
