import { type Optimizer, valueAndGrads } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';

/** What is trained, and how. */
interface Trained {
  readonly variables: tf.Variable[];
  readonly optimizer: Optimizer;
  readonly loss: () => tf.Scalar;
  /** Tensors that the loss is made of. */
  readonly held: readonly tf.Tensor[];
}

/** Training steps: forward, backward, an update. */
export interface Training {
  /** One step; gives its loss, from before the update, to be disposed. */
  lossOf(): tf.Scalar;
  step(): void;
  run(times: number): void;
  /** Frees what is trained and what it is made of. */
  end(): void;
}

/** Training steps of a loss, which leave nothing behind. */
export function training({ variables, optimizer, loss, held }: Trained): Training {
  const lossOf = () => {
    const { value, grads } = valueAndGrads(loss, variables);
    optimizer.update(grads);
    for (const gradient of grads.values()) gradient.dispose();
    return value;
  };
  const step = () => lossOf().dispose();
  const run = (times: number) => {
    for (let i = 0; i < times; i++) step();
  };
  const end = () => {
    optimizer.dispose();
    tf.dispose([variables, [...held]]);
  };
  return { lossOf, step, run, end };
}
