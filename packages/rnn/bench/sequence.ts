import { adam, mse, parameters, random, setup, valueAndGrads } from '@dl/core';
import { Rnn } from '@dl/rnn';
import * as tf from '@tensorflow/tfjs-core';
import { numbers } from '../../core/bench/inputs';
import type { SequenceSizes } from './sequence-sizes';

/** Training steps of one layer: forward, squared error of all outputs, backward, adam. */
export async function sequence({ batch, time, inSize, hidden }: SequenceSizes) {
  await setup({ backend: 'wasm' });
  const model = new Rnn(inSize, hidden, { rng: random(0) });
  const variables = parameters(model);
  const optimizer = adam();
  const xs = tf.tensor3d(numbers(batch * time * inSize, 1), [batch, time, inSize]);
  const target = tf.tensor3d(numbers(batch * time * hidden, 2), [batch, time, hidden]);
  const loss = () => mse(model.forward(xs).outputs, target);
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
