import {
  dispose,
  Embedding,
  Linear,
  parameters,
  random,
  softmaxCrossEntropy,
  valueAndGrads,
} from '@dl/core';
import { Gru } from '@dl/lstm-gru';
import { Gpt } from '@dl/transformer';
import * as tf from '@tensorflow/tfjs-core';
import { defineStudy, median } from '../../kit/study';

const [VOCABULARY, SIZE] = [64, 128];

/** A recurrent language model of about as many parameters as the other. */
class Recurrent {
  readonly embedding = new Embedding(VOCABULARY, SIZE, { rng: random(1) });
  readonly gru = new Gru(SIZE, SIZE, { rng: random(2), layers: 2 });
  readonly head = new Linear(SIZE, VOCABULARY, { rng: random(3) });

  loss(ids: tf.Tensor2D, labels: tf.Tensor2D): tf.Scalar {
    const { outputs } = this.gru.forward(this.embedding.forward(ids));
    return softmaxCrossEntropy(this.head.forward(outputs), labels) as tf.Scalar;
  }
}

/**
 * Milliseconds of a training step, one thread, as rows grow and the tokens of a batch stay as many: a GRU's steps wait for one another, a
 * Transformer takes all places at once.
 */
export const study = defineStudy({
  full: { tokens: 1024, lengths: [16, 64, 256], repeats: 9 },
  quick: { tokens: 32, lengths: [16], repeats: 1 },
  unsteady: ['length-16', 'length-64', 'length-256'],
  async run({ tokens, lengths, repeats }) {
    const gru = new Recurrent();
    const sizes = { layers: 1, heads: 4, size: SIZE, context: Math.max(...lengths) };
    const gpt = new Gpt(VOCABULARY, { ...sizes, rng: random(1) });
    const figures: Record<string, number[]> = {};
    for (const length of lengths) {
      const shape = [tokens / length, length];
      const ids = random(4).integers(0, VOCABULARY, shape) as tf.Tensor2D;
      figures[`length-${length}`] = [];
      for (const model of [gru, gpt]) {
        const times: number[] = [];
        for (let i = 0; i <= repeats; i++) {
          const began = performance.now();
          const { value, grads } = valueAndGrads(() => model.loss(ids, ids), parameters(model));
          await value.data();
          times.push(performance.now() - began);
          tf.dispose([value, ...grads.values()]);
        }
        figures[`length-${length}`]?.push(median(times.slice(1)));
      }
      ids.dispose();
    }
    dispose([gru, gpt]);
    return figures;
  },
});
