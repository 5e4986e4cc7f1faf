import type { Rng } from '@dl/core';
import {
  checkedLater,
  expectFinite,
  expectFlag,
  expectFraction,
  type OptionChecks,
  readOptions,
} from '@dl/core/check';
import type * as tf from '@tensorflow/tfjs-core';
import { expectBroadcast, expectDropout, expectMask, expectSlopes } from './check';
import type { Mask, MaskPlan } from './mask';
import type { Sizes } from './sizes';

export interface AttendOptions {
  /** Which keys a query sees. Default: all. */
  mask?: Mask | tf.Tensor | undefined;
  /** What scores are multiplied by. Default 1 / √depth; 1 gives the plain dot product. */
  scale?: number | undefined;
  /**
   * Added to the scaled scores; broadcasts to [batch, heads, query, key], or of rank 3 [batch, query, key]. It gets a
   * gradient; −1e30 and less hides, as in a mask.
   */
  bias?: tf.Tensor | undefined;
  /** One slope a head (`alibiSlopes`): slope · |i − j| is taken off the scores. */
  alibi?: readonly number[] | undefined;
  /** The share of weights that is dropped while training, in [0, 1). Default 0. */
  dropout?: number | undefined;
  /** Default false. */
  training?: boolean | undefined;
  /** Draws the dropout; needed with it while training. */
  rng?: Rng | undefined;
}

const OPTIONS: OptionChecks<AttendOptions> = {
  mask: checkedLater,
  scale: expectFinite,
  bias: checkedLater,
  alibi: checkedLater,
  dropout: expectFraction,
  training: expectFlag,
  rng: checkedLater,
};

/** One attention whose inputs have been checked. */
export interface Plan {
  readonly sizes: Sizes;
  readonly mask: MaskPlan;
  readonly scale: number;
  readonly bias: tf.Tensor | undefined;
  readonly alibi: readonly number[] | undefined;
  /** 0 unless it trains. */
  readonly dropout: number;
  readonly rng: Rng | undefined;
}

/**
 * Checks all that an attention of these sizes is told, before anything is allocated.
 *
 * @throws ShapeError, RangeError, TypeError, Error
 */
export function planAttention(
  where: string,
  sizes: Sizes,
  options: AttendOptions | undefined,
): Plan {
  const own = readOptions(where, options, OPTIONS);
  const { mask, scale, bias, alibi, dropout = 0, training = false, rng } = own;
  if (bias !== undefined) expectBroadcast(where, 'bias', bias, sizes);
  if (alibi !== undefined) expectSlopes(where, alibi, sizes.heads);
  return {
    sizes,
    mask: expectMask(where, mask, sizes),
    scale: scale ?? 1 / Math.sqrt(sizes.depth),
    bias,
    alibi: alibi && [...alibi],
    dropout: expectDropout(where, dropout, training, rng),
    rng,
  };
}
