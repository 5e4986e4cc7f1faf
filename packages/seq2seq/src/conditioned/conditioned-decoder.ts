import { concat, type Embedding, type Linear } from '@dl/core';
import { expectTensor } from '@dl/core/check';
import type { Gru } from '@dl/lstm-gru';
import * as tf from '@tensorflow/tfjs-core';

/** The layers of a GRU that writes from a vector, which it begins with and sees at each step. */
export interface ConditionedDecoder {
  readonly embedding: Embedding;
  /** [condition, hidden]: the first state, of the condition. */
  readonly begin: Linear;
  /** Of a token and the condition. */
  readonly decoder: Gru;
  readonly output: Linear;
}

/** The outputs at every step of `inputs` int32 [rows, time], where all tokens are given: [rows, time, hidden]. */
export function runConditioned(
  { embedding, begin, decoder }: Omit<ConditionedDecoder, 'output'>,
  inputs: tf.Tensor2D,
  condition: tf.Tensor2D,
  lengths?: Int32Array,
): tf.Tensor3D {
  return tf.tidy(() => {
    const [rows, time] = inputs.shape;
    const tokens = embedding.forward(inputs) as tf.Tensor3D;
    const shape: [number, number, number] = [rows, time, condition.shape[1]];
    const seen = tf.broadcastTo(tf.expandDims(condition, 1), shape) as tf.Tensor3D;
    const state = [begin.forward(condition)];
    const told = { state, ...(lengths && { lengths }) };
    return decoder.forward(concat([tokens, seen], 2), told).outputs;
  });
}

/** Where a row stands between two tokens. */
interface Standing {
  /** [rows, hidden] */
  readonly hidden: tf.Tensor2D;
  /** [rows, condition] */
  readonly condition: tf.Tensor2D;
}

/**
 * One step of decoding: `tokens` int32 [rows] → logits [rows, vocabulary] and the next hidden state.
 *
 * @param name what the model calls the condition in its state
 * @throws ShapeError, TypeError, Error for tokens and a state that do not fit
 */
export function stepConditioned(
  where: string,
  { embedding, begin, decoder, output }: ConditionedDecoder,
  tokens: tf.Tensor1D,
  { hidden, condition }: Standing,
  name: string,
): { logits: tf.Tensor2D; hidden: tf.Tensor2D } {
  expectTensor(where, 'tokens', tokens, ['rows'], 'int32');
  const [rows] = tokens.shape;
  const [conditionSize, hiddenSize] = begin.weight.shape as [number, number];
  expectTensor(where, 'state.hidden', hidden, [rows, hiddenSize]);
  expectTensor(where, `state.${name}`, condition, [rows, conditionSize]);
  return tf.tidy(() => {
    const x = concat([embedding.forward(tokens) as tf.Tensor2D, condition], 1);
    const next = decoder.step(x, [hidden]);
    return { logits: output.forward(next.output), hidden: next.state[0] } as never;
  }) as { logits: tf.Tensor2D; hidden: tf.Tensor2D };
}
