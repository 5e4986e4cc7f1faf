import { concat } from '@dl/core';
import { expectTensor } from '@dl/core/check';
import * as tf from '@tensorflow/tfjs-core';
import type { DialogueNet } from './dialogue-net';

/** Where a reply stands: what a step of decoding takes and gives. Each tensor has a row a reply. */
export interface ReplyState {
  /** The decoder's state, [rows, hidden]. */
  readonly hidden: tf.Tensor2D;
  /** What the reply is conditioned on, [rows, size]: the context, and the latent variable where there is one. */
  readonly condition: tf.Tensor2D;
}

/** The state before the first token. */
export function beginReply({ begin }: DialogueNet, condition: tf.Tensor2D): ReplyState {
  return tf.tidy(
    () => ({ hidden: begin.forward(condition), condition: tf.clone(condition) }) as never,
  ) as ReplyState;
}

/** One step of decoding. @throws ShapeError, TypeError, Error for tokens and a state that do not fit */
export function stepReply(
  where: string,
  { embedding, decoder, output, hiddenSize, begin }: DialogueNet,
  tokens: tf.Tensor1D,
  state: ReplyState,
): { logits: tf.Tensor2D; state: ReplyState } {
  expectTensor(where, 'tokens', tokens, ['rows'], 'int32');
  const rows = tokens.shape[0];
  const { hidden, condition } = Object(state) as ReplyState;
  expectTensor(where, 'state.hidden', hidden, [rows, hiddenSize]);
  expectTensor(where, 'state.condition', condition, [rows, begin.weight.shape[0] as number]);
  return tf.tidy(() => {
    const x = concat([embedding.forward(tokens) as tf.Tensor2D, condition], 1);
    const next = decoder.step(x, [hidden]);
    const logits = output.forward(next.output);
    return { logits, state: { hidden: next.state[0] as tf.Tensor2D, condition } } as never;
  }) as { logits: tf.Tensor2D; state: ReplyState };
}
