import type { Rng } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';

/** Tokens of a decoder's input that are hidden from it (Bowman et al. 2016). */
export interface WordDropout {
  /** The share of them. */
  readonly share: number;
  /** The token in their place. */
  readonly unk: number;
  readonly rng: Rng;
}

/** What a decoder sees before each of `targets` int32 [rows, time]: `sos`, then each but the last, of which a share is hidden. */
export function decoderInput(
  targets: tf.Tensor2D,
  sos: number,
  dropout?: WordDropout,
): tf.Tensor2D {
  return tf.tidy(() => {
    const [rows, time] = targets.shape;
    const first = filled([rows, 1], sos);
    const rest = tf.slice(targets, [0, 0], [rows, time - 1]);
    if (dropout === undefined || dropout.share === 0) return tf.concat([first, rest], 1);
    const isHidden = tf.less(dropout.rng.uniform(rest.shape), dropout.share);
    return tf.concat([first, tf.where(isHidden, filled(rest.shape, dropout.unk), rest)], 1);
  });
}

/** One id everywhere. */
export function filled(shape: [number, number], id: number): tf.Tensor2D {
  return tf.fill(shape, id, 'int32');
}
