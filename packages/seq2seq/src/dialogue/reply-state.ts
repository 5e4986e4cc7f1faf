import * as tf from '@tensorflow/tfjs-core';
import { stepConditioned } from '../conditioned/conditioned-decoder';
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
  net: DialogueNet,
  tokens: tf.Tensor1D,
  state: ReplyState,
): { logits: tf.Tensor2D; state: ReplyState } {
  const { hidden, condition } = Object(state) as ReplyState;
  return tf.tidy(() => {
    const next = stepConditioned(where, net, tokens, { hidden, condition }, 'condition');
    return { logits: next.logits, state: { hidden: next.hidden, condition } } as never;
  }) as { logits: tf.Tensor2D; state: ReplyState };
}
