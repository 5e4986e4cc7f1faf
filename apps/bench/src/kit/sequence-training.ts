import { adam, mse, parameters } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { numbers } from '../../../../packages/core/bench/inputs';
import type { SequenceSizes } from './sizes';
import { type Training, training } from './training';

/** A layer of sequences. */
export interface SequenceLayer {
  forward(xs: tf.Tensor): { outputs: tf.Tensor; state: unknown };
}

/** Training steps of one layer, by Adam, on the backend that runs: squared error of all outputs. `width`: features of an output. */
export function sequenceTraining(
  model: SequenceLayer,
  { batch, time, inSize, hidden }: SequenceSizes,
  width = hidden,
): Training {
  const xs = tf.tensor3d(numbers(batch * time * inSize, 1), [batch, time, inSize]);
  const target = tf.tensor3d(numbers(batch * time * width, 2), [batch, time, width]);
  const loss = () => {
    const { outputs, state } = model.forward(xs);
    tf.dispose(state as never);
    return mse(outputs, target);
  };
  const variables = parameters(model);
  return training({ variables, optimizer: adam(), held: [xs, target], loss });
}
