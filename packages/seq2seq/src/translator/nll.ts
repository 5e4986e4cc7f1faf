import { RunningMean } from '@dl/core';
import type { PairBatch } from '@dl/text';
import * as tf from '@tensorflow/tfjs-core';
import type { Seq2Seq } from '../model/seq2seq';

/** The mean cross-entropy a word in nats of batches, ends included; each is disposed when it has been judged. NaN of none. */
export async function nllOf(model: Seq2Seq, batches: Iterable<PairBatch>): Promise<number> {
  const mean = new RunningMean();
  for (const batch of batches) {
    const words = batch.targetLengths.reduce((sum, length) => sum + length, 0);
    const loss = model.loss(batch);
    tf.dispose(batch as never);
    const [nats] = (await loss.data()) as Float32Array;
    loss.dispose();
    await mean.update(nats as number, words);
  }
  return mean.value;
}
