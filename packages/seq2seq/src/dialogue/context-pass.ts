import { concat, gather } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import type { DialogueBatch } from './dialogue-batch';
import type { DialogueNet } from './dialogue-net';
import { contextRows, type Layout, readLayout } from './layout';

/** A list of places as a tensor; inside of a `tidy`. */
export function indices(values: Int32Array): tf.Tensor1D {
  return tf.tensor1d(values, 'int32');
}

/** The encoder's state behind each utterance, [utterances, hidden]. */
export function encodeUtterances(
  { embedding, encoder }: DialogueNet,
  { batch }: Layout,
): tf.Tensor2D {
  return tf.tidy(() => {
    const { ids, lengths } = batch;
    const { state } = encoder.forward(embedding.forward(ids), { lengths });
    return state[0] as tf.Tensor2D;
  });
}

/**
 * What a reply sees behind each of some utterances (`after`), [after, seen]: the context network's state there, and with a direct
 * connection what the encoder made of that utterance.
 */
export function contextsAfter(
  { context, directConnection, ...net }: DialogueNet,
  encoded: tf.Tensor2D,
  layout: Layout,
  after: Int32Array,
  window = net.window,
): tf.Tensor2D {
  return tf.tidy(() => {
    const { utterances, rows, steps, lengths, places } = contextRows(layout, after, window);
    const xs = gather(encoded, indices(utterances));
    const hidden = encoded.shape[1];
    const { outputs } = context.forward(tf.reshape(xs, [rows, steps, hidden]), { lengths });
    const flat = tf.reshape(outputs, [rows * steps, outputs.shape[2]]);
    const seen = gather(flat, indices(places)) as tf.Tensor2D;
    return directConnection
      ? (concat([seen, gather(encoded, indices(after))], 1) as tf.Tensor2D)
      : seen;
  });
}

/** What each reply sees, [replies, seen]. */
export function contextsOfReplies(
  net: DialogueNet,
  encoded: tf.Tensor2D,
  layout: Layout,
  window?: number,
): tf.Tensor2D {
  const before = layout.replies.map((i) => i - 1);
  return contextsAfter(net, encoded, layout, before, window);
}

/** What each reply sees, [replies, seen], of a batch that is yet to be encoded. */
export function replyContexts(net: DialogueNet, layout: Layout, window?: number): tf.Tensor2D {
  return tf.tidy(() => contextsOfReplies(net, encodeUtterances(net, layout), layout, window));
}

/** What a reply to the last utterance of each dialogue sees, [dialogues, seen]. @throws as `readLayout` */
export function lastContexts(where: string, net: DialogueNet, batch: DialogueBatch): tf.Tensor2D {
  const layout = readLayout(where, batch);
  return tf.tidy(() => contextsAfter(net, encodeUtterances(net, layout), layout, layout.ends));
}
