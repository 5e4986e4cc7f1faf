import { adam, mse, parameters, random, setup, valueAndGrads } from '@dl/core';
import { Gru, Lstm } from '@dl/lstm-gru';
import * as tf from '@tensorflow/tfjs-core';
import { numbers } from '../../core/bench/inputs';
import type { Network, Sizes } from './sizes';

/** Training steps of one layer: forward, squared error of all outputs, backward, adam. */
export async function sequence(
  network: Network,
  { batch, time, inSize, hidden }: Sizes,
  gru: { resetAfter?: boolean } = {},
) {
  await setup({ backend: 'wasm' });
  const both = network === 'BiLSTM' ? ('concat' as const) : undefined;
  const rng = random(0);
  const model =
    network === 'GRU'
      ? new Gru(inSize, hidden, { rng, ...gru })
      : new Lstm(inSize, hidden, { rng, bidirectional: both });
  const width = both ? 2 * hidden : hidden;
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
