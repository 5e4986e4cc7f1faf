import type { Lengths } from '@dl/core';
import { checkedLater, type OptionChecks, oneOf, readOptions } from '@dl/core/check';
import * as tf from '@tensorflow/tfjs-core';
import type { Cell, SequenceResult } from './cell';
import { expectCell, expectPair, expectSequence, expectStates } from './check';
import { LazyResult, lastOutput, type Merge, type RecurrentResult } from './result';
import { runSequence } from './run-sequence';

export interface BidirectionalOptions<S> {
  /** Default `concat`. */
  merge?: Merge | undefined;
  /** The states that the two directions go on from. */
  state?: readonly [S, S] | undefined;
  /** Steps of each row, 0 to time. */
  lengths?: Lengths | undefined;
}

/** The check of a `Merge`. */
export const mergeOption = oneOf(['concat', 'sum']);

const OPTIONS: OptionChecks<BidirectionalOptions<unknown>> = {
  merge: mergeOption,
  state: checkedLater,
  lengths: checkedLater,
};

/**
 * Runs a sequence in both directions (Schuster and Paliwal 1997): y = [f(x), b(x)] over the features,
 * or f(x) + b(x). The second cell starts at each row's own last step.
 *
 * @param xs float32 [batch, time, in]
 * @returns outputs [batch, time, 2 out] or [batch, time, out], the last output, and the two last states: of the forward
 *   direction at each row's end, of the backward one at its first step
 * @throws RangeError for an unknown merge or another number of states than 2, ShapeError for two
 *   cells that do not fit; else as `unroll`
 */
export function bidirectional<S extends tf.TensorContainer>(
  forward: Cell<S>,
  backward: Cell<S>,
  xs: tf.Tensor,
  options?: BidirectionalOptions<S>,
): RecurrentResult<[S, S]> {
  const where = 'bidirectional';
  const {
    merge = 'concat',
    state,
    lengths: given,
  } = readOptions<BidirectionalOptions<S>>(where, options, OPTIONS);
  expectCell(where, 'forward', forward);
  expectCell(where, 'backward', backward);
  expectPair(where, forward, backward, merge);
  const lengths = expectSequence(where, forward.inSize, xs, given);
  if (state !== undefined) expectStates(where, [forward, backward], state, xs.shape[0] as number);
  const made = runBoth(forward, backward, xs as tf.Tensor3D, { merge, state, lengths });
  return new LazyResult(made.outputs, made.state, () =>
    lastOutput([forward, backward], made.state, merge, xs.shape[0] as number),
  );
}

interface ReadBoth<S> extends Pick<BidirectionalOptions<S>, 'merge' | 'state'> {
  lengths?: Int32Array | undefined;
}

/** `bidirectional` of inputs that have been checked. */
export function runBoth<S extends tf.TensorContainer>(
  forward: Cell<S>,
  backward: Cell<S>,
  xs: tf.Tensor3D,
  { merge = 'concat', state, lengths }: ReadBoth<S>,
): SequenceResult<[S, S]> {
  return tf.tidy(() => {
    const there = runSequence(forward, xs, state?.[0], { lengths });
    const back = runSequence(backward, xs, state?.[1], { lengths, reverse: true });
    const outputs =
      merge === 'concat'
        ? tf.concat([there.outputs, back.outputs], 2)
        : tf.add<tf.Tensor3D>(there.outputs, back.outputs);
    return { outputs, state: [there.state, back.state] } as never;
  }) as SequenceResult<[S, S]>;
}
