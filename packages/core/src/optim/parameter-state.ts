import type * as tf from '@tensorflow/tfjs-core';

/** What an optimiser keeps for one parameter. */
export interface ParameterState {
  /** Updates made to the parameter. */
  readonly updates: number;
  /** Running statistics, each of the parameter's shape, by name. */
  readonly slots: Readonly<Record<string, tf.Variable>>;
}

/** What `restore` takes for one parameter. */
export interface RestoredState {
  readonly updates: number;
  readonly slots: Readonly<Record<string, tf.Tensor>>;
}
