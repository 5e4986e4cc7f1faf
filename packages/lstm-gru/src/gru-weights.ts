import type * as tf from '@tensorflow/tfjs-core';
import type { GateActivation } from './gate';

/** The weights of a gated recurrent unit; columns are those of r, z and the candidate n. */
export interface GruWeights {
  /** [in, 3 hidden] */
  readonly input: tf.Tensor;
  /** [hidden, 3 hidden] */
  readonly recurrent: tf.Tensor;
  /** [3 hidden] */
  readonly bias: tf.Tensor | undefined;
  /** [hidden], of the candidate's share of h, which the reset gate then multiplies */
  readonly recurrentBias: tf.Tensor | undefined;
  /** Whether the reset gate comes after the product with h. */
  readonly resetAfter: boolean;
  readonly gateActivation: GateActivation;
}
