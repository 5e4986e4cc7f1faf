import { RunningMean } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import type { CausalLanguageModel } from '../gpt/causal-language-model';

/** e to the mean of −log p of the tokens behind the first, each seen behind those of its row: rows of the model's context. */
export async function perplexityOf(
  model: CausalLanguageModel,
  tokens: readonly number[],
): Promise<number> {
  const mean = new RunningMean();
  for (let begin = 0; begin + 1 < tokens.length; begin += model.context) {
    const row = tokens.slice(begin, begin + model.context + 1);
    const loss = tf.tidy(() => {
      const part = (from: number) =>
        tf.tensor2d([row.slice(from, row.length - 1 + from)], undefined, 'int32');
      return model.loss(part(0), part(1));
    });
    const [nats] = (await loss.data()) as Float32Array;
    loss.dispose();
    await mean.update(nats as number, row.length - 1);
  }
  return Math.exp(mean.value);
}
