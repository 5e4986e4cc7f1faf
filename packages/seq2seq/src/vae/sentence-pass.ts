import { type Embedding, softmaxCrossEntropy } from '@dl/core';
import type { Gru } from '@dl/lstm-gru';
import * as tf from '@tensorflow/tfjs-core';
import { type ConditionedDecoder, runConditioned } from '../conditioned/conditioned-decoder';
import type { Gaussian } from './gaussian';
import type { GaussianHead } from './gaussian-head';
import { type SentenceRows, targetsOf } from './sentence-rows';

/** The layers that read a sentence. */
export interface SentenceReader {
  readonly embedding: Embedding;
  readonly encoder: Gru;
  readonly posterior: GaussianHead;
}

/** q(z|x): mean and log variance, each [batch, latent]. */
export function posteriorOf(
  { embedding, encoder, posterior }: SentenceReader,
  { ids, lengths }: SentenceRows,
): Gaussian {
  return posterior.forward(encoder.forward(embedding.forward(ids), { lengths }).last);
}

/** −log p(x|z) in nats, [batch], where the decoder is given `inputs` [batch, time]. */
export function natsOf(
  writer: ConditionedDecoder,
  z: tf.Tensor2D,
  inputs: tf.Tensor2D,
  rows: SentenceRows,
): tf.Tensor1D {
  return tf.tidy(() => {
    const { batch, time, lengths } = rows;
    const logits = writer.output.forward(runConditioned(writer, inputs, z, lengths));
    const losses = softmaxCrossEntropy(logits, targetsOf(rows), { reduction: 'none' });
    return tf.sum(tf.reshape(losses, [batch, time]), 1) as tf.Tensor1D;
  });
}
