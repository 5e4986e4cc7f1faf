import { concat, gather, type Rng, segmentSum, softmaxCrossEntropy } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { indices } from './context-pass';
import type { DialogueNet } from './dialogue-net';
import { type Layout, tokenPlaces } from './layout';

/** Tokens of the decoder's input that are hidden from it (Bowman et al. 2016). */
export interface WordDropout {
  /** The share of them. */
  readonly share: number;
  readonly rng: Rng;
}

/** The decoder's outputs at every step of the replies, [replies, time, hidden], where the tokens before are given. */
export function decodeReplies(
  net: DialogueNet,
  said: tf.Tensor2D,
  condition: tf.Tensor2D,
): tf.Tensor3D {
  return tf.tidy(() => {
    const [replies, time] = said.shape;
    const size = condition.shape[1];
    const tokens = net.embedding.forward(said) as tf.Tensor3D;
    const seen = tf.broadcastTo(tf.expandDims(condition, 1), [replies, time, size]) as tf.Tensor3D;
    const state = [net.begin.forward(condition)];
    return net.decoder.forward(concat([tokens, seen], 2), { state }).outputs;
  });
}

/** What the decoder is given at each step, [replies, time]: `sos`, then the reply but for its last token. */
export function decoderInput(
  { sos, unk }: DialogueNet,
  targets: tf.Tensor2D,
  dropout?: WordDropout,
): tf.Tensor2D {
  return tf.tidy(() => {
    const [replies, time] = targets.shape;
    const first = tf.fill([replies, 1], sos, 'int32') as tf.Tensor2D;
    const rest = tf.slice(targets, [0, 0], [replies, time - 1]);
    if (dropout === undefined || dropout.share === 0 || unk === undefined) {
      return tf.concat([first, rest], 1);
    }
    const isHidden = tf.less(dropout.rng.uniform(rest.shape), dropout.share);
    const hidden = tf.fill(rest.shape, unk, 'int32') as tf.Tensor2D;
    return tf.concat([first, tf.where(isHidden, hidden, rest)], 1);
  });
}

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
    const outputs = decodeReplies(net, decoderInput(net, targets, dropout), condition);
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
    const said = decoderInput(net, replyTokens(layout));
    return net.output.forward(decodeReplies(net, said, condition));
  });
}
