import { expectTensor } from '@dl/core/check';
import * as tf from '@tensorflow/tfjs-core';

/** What documents that are packed into rows come to: run in a `tidy`. */
export interface Segments {
  /** Which keys a query sees, bool [batch, 1, time, time]: those of its own document, up to itself. */
  readonly mask: tf.Tensor4D;
  /** Where each token stands in its document, int32 [batch, time]. */
  readonly places: tf.Tensor2D;
}

/** @param segments int32 [batch, time] @throws ShapeError, TypeError for another tensor, or one beside a mask */
export function segmentsOf(
  where: string,
  { segments, mask }: { segments: tf.Tensor; mask?: unknown },
  [batch, time]: readonly [number, number],
): Segments {
  if (mask !== undefined)
    throw new TypeError(`${where}: segments: expected none beside mask, got both`);
  expectTensor(where, 'segments', segments, [batch, time], 'int32');
  const isSame = tf.equal(
    tf.reshape(segments, [batch, time, 1]),
    tf.reshape(segments, [batch, 1, time]),
  );
  const rows = tf.range(0, time, 1, 'int32');
  const isPast = tf.lessEqual(tf.reshape(rows, [1, 1, time]), tf.reshape(rows, [1, time, 1]));
  const seen = tf.logicalAnd(isSame, isPast) as tf.Tensor3D;
  const places = tf.sub(tf.sum(tf.cast(seen, 'int32'), 2), tf.scalar(1, 'int32'));
  return { mask: tf.reshape(seen, [batch, 1, time, time]), places: places as tf.Tensor2D };
}
