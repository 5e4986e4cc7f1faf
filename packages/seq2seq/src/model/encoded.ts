import {
  checkedLater,
  expected,
  expectTensor,
  type OptionChecks,
  readLengths,
  readOptions,
} from '@dl/core/check';
import type * as tf from '@tensorflow/tfjs-core';
import type { RecurrentState } from './recurrent';

/** What an encoder has read. Its tensors are the caller's to dispose. */
export interface Encoded {
  /** What each word became in its context, [batch, time, hidden]; 0 for padding. */
  readonly outputs: tf.Tensor3D;
  /** The last state of each layer, [batch, hidden]: the code of the whole sentence. */
  readonly state: readonly RecurrentState[];
  /** Words of each sentence. */
  readonly lengths: Int32Array;
}

const PARTS: OptionChecks<Encoded> = {
  outputs: checkedLater,
  state: checkedLater,
  lengths: checkedLater,
};

/** What an encoder has read, each part read once and checked; its states are checked by the layers that go on from them. */
export function readEncoded(where: string, encoded: Encoded, hidden: number): Encoded {
  const { outputs, state, lengths } = readOptions(`${where}: encoded`, encoded, PARTS);
  expectTensor(where, 'encoded.outputs', outputs, ['batch', 'time', hidden]);
  const [batch, time] = outputs.shape;
  if (!Array.isArray(state)) {
    throw new TypeError(expected(`${where}: encoded.state`, 'an array of states', state));
  }
  return { outputs, state, lengths: readLengths(where, lengths, batch, time, 'encoded.lengths') };
}
