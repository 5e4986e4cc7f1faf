import type { Lengths } from '@dl/core';
import { expectTensor, readLengths } from '@dl/core/check';
import * as tf from '@tensorflow/tfjs-core';
import { filled } from '../conditioned/decoder-input';

/** Sentences that were checked. */
export interface SentenceRows {
  readonly ids: tf.Tensor2D;
  readonly lengths: Int32Array;
  readonly batch: number;
  readonly time: number;
}

/** Checks ids and lengths. @throws ShapeError, TypeError, RangeError, Error */
export function readRows(
  where: string,
  ids: tf.Tensor,
  lengths: Lengths | undefined,
): SentenceRows {
  expectTensor(where, 'ids', ids, ['batch', 'time'], 'int32');
  const [batch, time] = ids.shape as [number, number];
  const all = lengths ?? new Int32Array(batch).fill(time);
  return { ids: ids as tf.Tensor2D, lengths: readLengths(where, all, batch, time), batch, time };
}

/** What the decoder is to say: the ids, −100 in padding, [batch, time]. */
export function targetsOf({ ids, lengths, batch, time }: SentenceRows): tf.Tensor2D {
  return tf.tidy(() => {
    const counts = Uint8Array.from({ length: batch * time }, (_, i) =>
      Number(i % time < (lengths[Math.floor(i / time)] as number)),
    );
    return tf.where(tf.tensor2d(counts, [batch, time], 'bool'), ids, filled(ids.shape, -100));
  });
}
