import { adam, mse, parameters, setup, valueAndGrads } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { numbers } from '../../../../packages/core/bench/inputs';
import type { Contender } from '../row';
import type { SequenceSizes } from './sizes';

/** A layer of sequences. */
interface SequenceLayer {
  forward(xs: tf.Tensor): { outputs: tf.Tensor; state: unknown };
}

/** Training steps of one layer: forward, squared error of all outputs, backward, adam. `width`: features of an output. */
export async function trainingStep(
  make: () => SequenceLayer,
  { batch, time, inSize, hidden }: SequenceSizes,
  width = hidden,
): Promise<Contender> {
  await setup({ backend: 'wasm', threads: 1 });
  const model = make();
  const variables = parameters(model);
  const optimizer = adam();
  const xs = tf.tensor3d(numbers(batch * time * inSize, 1), [batch, time, inSize]);
  const target = tf.tensor3d(numbers(batch * time * width, 2), [batch, time, width]);
  const loss = () => {
    const { outputs, state } = model.forward(xs);
    tf.dispose(state as never);
    return mse(outputs, target);
  };
  const run = (times: number) => {
    for (let i = 0; i < times; i++) {
      const { value, grads } = valueAndGrads(loss, variables);
      optimizer.update(grads);
      value.dispose();
      for (const gradient of grads.values()) gradient.dispose();
    }
  };
  return { run };
}
