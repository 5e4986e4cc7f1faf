import type { Lengths, Rng } from '@dl/core';
import { expectTensor, readLengths } from '@dl/core/check';
import * as tf from '@tensorflow/tfjs-core';

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

/** What the decoder sees before each of them: `sos` and the ids before, of which a share `wordDropout` is `unk`, [batch, time]. */
export function inputsOf(
  { ids, batch, time }: SentenceRows,
  { sos, unk, wordDropout, rng }: { sos: number; unk: number; wordDropout: number; rng?: Rng },
): tf.Tensor2D {
  return tf.tidy(() => {
    const before = tf.slice(ids, [0, 0], [batch, time - 1]);
    const first = filled([batch, 1], sos);
    if (time === 1) return first;
    if (wordDropout === 0 || rng === undefined) return tf.concat([first, before], 1);
    const drawn = rng.uniformArray(before.size);
    const stays = Uint8Array.from(drawn, (number) => Number(number >= wordDropout));
    const mask = tf.tensor2d(stays, before.shape, 'bool');
    return tf.concat([first, tf.where(mask, before, filled(before.shape, unk))], 1);
  });
}

const filled = (shape: [number, number], id: number) => tf.fill(shape, id, 'int32') as tf.Tensor2D;
