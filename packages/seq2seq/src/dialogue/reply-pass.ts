import { gather, segmentSum, softmaxCrossEntropy } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { runConditioned } from '../conditioned/conditioned-decoder';
import { decoderInput, type WordDropout } from '../conditioned/decoder-input';
import { indices } from './context-pass';
import type { DialogueNet } from './dialogue-net';
import { type Layout, tokenPlaces } from './layout';

/** The tokens of the replies, int32 [replies, time]. */
export function replyTokens({ batch, replies }: Layout): tf.Tensor2D {
  return tf.tidy(() => gather(batch.ids, indices(replies)) as tf.Tensor2D);
}

/** −log p(token) of every real token of the replies in nats, [tokens], and the reply of each. Logits are computed of them only. */
export function tokenNll(
  net: DialogueNet,
  layout: Layout,
  condition: tf.Tensor2D,
  dropout?: WordDropout,
): { nll: tf.Tensor1D; replyOf: Int32Array } {
  const [, time] = layout.batch.ids.shape;
  const { places, replyOf } = tokenPlaces(layout, time);
  const nll = tf.tidy(() => {
    const targets = replyTokens(layout);
    const outputs = runConditioned(net, decoderInput(targets, net.sos, dropout), condition);
    const at = indices(places);
    const size = outputs.shape[2];
    const spoken = gather(tf.reshape(outputs, [-1, size]), at);
    const labels = gather(tf.reshape(targets, [-1]), at);
    return softmaxCrossEntropy(net.output.forward(spoken), labels, { reduction: 'none' });
  });
  return { nll: nll as tf.Tensor1D, replyOf };
}

/** −log p(reply) of each reply in nats, [replies]. */
export function replyNllOf(net: DialogueNet, layout: Layout, condition: tf.Tensor2D): tf.Tensor1D {
  return tf.tidy(() => {
    const { nll, replyOf } = tokenNll(net, layout, condition);
    return segmentSum(nll, indices(replyOf), layout.replies.length) as tf.Tensor1D;
  });
}

/** The logits of each step of each reply, [replies, time, vocabulary]. */
export function replyLogits(net: DialogueNet, layout: Layout, condition: tf.Tensor2D): tf.Tensor3D {
  return tf.tidy(() => {
    const said = decoderInput(replyTokens(layout), net.sos);
    return net.output.forward(runConditioned(net, said, condition));
  });
}
