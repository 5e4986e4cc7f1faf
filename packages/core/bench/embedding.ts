import { adam, Embedding, mse, parameters, random, setup, sgd, valueAndGrads } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';

export interface EmbeddingSizes {
  readonly vocab: number;
  readonly size: number;
  readonly count: number;
  readonly sparse: boolean;
  readonly rule: 'sgd' | 'adam';
}

/** Training steps of an embedding alone, towards 0: gather, the mean of squares, gradients, update. */
export async function embeddingStep({ vocab, size, count, sparse, rule }: EmbeddingSizes) {
  await setup({ backend: 'wasm', threads: 1 });
  const rng = random(0);
  const layer = new Embedding(vocab, size, { rng, sparse });
  const variables = parameters(layer);
  const optimizer = { sgd, adam }[rule]({ learningRate: 0.1 });
  const ids = rng.integers(0, vocab, [count]);
  const zeros = tf.zeros([count, size]);
  const loss = () => mse(layer.forward(ids), zeros);
  const run = (times: number) => {
    for (let i = 0; i < times; i++) {
      const { value, grads } = valueAndGrads(loss, variables, { sparse: true });
      optimizer.update(grads);
      value.dispose();
      for (const gradient of grads.values()) gradient.dispose();
    }
  };
  return { run };
}
