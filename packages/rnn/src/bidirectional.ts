import { expectOneOf } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Cell, Lengths, SequenceResult } from './cell';
import { unroll } from './unroll';

/** How the outputs of the two directions become one: side by side, or added. */
export type Merge = 'concat' | 'sum';

export interface BidirectionalOptions<S> {
  /** Default `concat`. */
  merge?: Merge;
  /** The states that the two directions go on from. */
  state?: readonly [S, S] | undefined;
  /** Steps of each row, 1 to time. */
  lengths?: Lengths | undefined;
}

/**
 * Runs a sequence in both directions (Schuster and Paliwal 1997): y = [f(x), b(x)] over the features,
 * or f(x) + b(x). The second cell starts at each row's own last step.
 *
 * @param xs float32 [batch, time, in]
 * @returns outputs [batch, time, 2 hidden] or [batch, time, hidden], and the two last states
 * @throws as `unroll`
 */
export function bidirectional<S extends tf.TensorContainer>(
  forward: Cell<S>,
  backward: Cell<S>,
  xs: tf.Tensor3D,
  { merge = 'concat', state, lengths }: BidirectionalOptions<S> = {},
): SequenceResult<[S, S]> {
  expectOneOf('bidirectional', 'merge', merge, ['concat', 'sum']);
  return tf.tidy(() => {
    const there = unroll(forward, xs, { state: state?.[0], lengths });
    const back = unroll(backward, xs, { state: state?.[1], lengths, reverse: true });
    const outputs =
      merge === 'concat'
        ? tf.concat([there.outputs, back.outputs], 2)
        : tf.add<tf.Tensor3D>(there.outputs, back.outputs);
    return { outputs, state: [there.state, back.state] } as never;
  }) as SequenceResult<[S, S]>;
}
