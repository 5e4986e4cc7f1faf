import * as tf from '@tensorflow/tfjs-core';
import { expectFlag } from '../../check/choice';
import { checkedLater, mergeChecks, type OptionChecks, readOptions } from '../../check/options';
import { SCAN } from '../../generated/wasm-scan';
import { op, path } from '../../tape/op';
import { addressOf, allocate } from '../../wasm/output';
import { axisOf, expectFloatsOrIntegers } from '../kit/axes';
import { FORWARD_OPTIONS } from '../kit/forward-options';
import { scanIntegers, sizesAround } from './scan-integers';

export interface ScanOptions {
  /** Counts from the end if it is negative. Default −1. */
  axis?: number;
  /** Leave each entry out of its own result. Default false. */
  exclusive?: boolean;
  /** From the last entry to the first. Default false. */
  reverse?: boolean;
}

/** The checks of `ScanOptions`. */
export const SCAN_OPTIONS: OptionChecks<ScanOptions> = mergeChecks(FORWARD_OPTIONS, {
  axis: checkedLater,
  exclusive: expectFlag,
  reverse: expectFlag,
});

/**
 * Running sums along an axis, y_t = Σ x_s over s ≤ t (s < t with `exclusive`; s ≥ t with `reverse`). Gradient: running sums
 * of dy the other way.
 *
 * @param x float32, of rank 1 or more; or int32, whose sums are taken modulo 2³² and have no gradient
 * @throws RangeError for an axis that x does not have
 */
export function cumsum<T extends tf.Tensor>(x: T, options?: ScanOptions): T {
  const {
    axis = -1,
    exclusive = false,
    reverse = false,
  } = readOptions('cumsum', options, SCAN_OPTIONS);
  expectFloatsOrIntegers('cumsum', 'x', x);
  const at = axisOf('cumsum', x.rank, axis);
  if (x.dtype === 'int32') return scanIntegers('cumsum', x, at, exclusive, reverse);
  return op(
    'Cumsum',
    { x },
    {
      forward: () => scan('cumsum', x, at, exclusive, reverse),
      gradients: (dy) => ({ x: () => cumsum(dy, { axis: at, exclusive, reverse: !reverse }) }),
    },
  );
}

/** Running sums or products of float32, not recorded. */
export function scan<T extends tf.Tensor>(
  name: 'cumsum' | 'cumprod',
  x: T,
  axis: number,
  exclusive: boolean,
  reverse: boolean,
): T {
  if (x.size === 0) return tf.zeros(x.shape) as T;
  return path(SCAN, {
    wasm: (kernels) => {
      const y = allocate<T>(x.shape);
      const sizes = sizesAround(x, axis);
      kernels[`${name}Forward`](addressOf(x), addressOf(y), ...sizes, exclusive, reverse);
      return y;
    },
    ops: () => {
      // In reverse tfjs's are wrong on a GPU, so the tensor is turned round instead.
      const own = name === 'cumsum' ? tf.cumsum : tf.cumprod;
      if (!reverse) return own(x, axis, exclusive);
      return tf.reverse(own(tf.reverse(x, axis), axis, exclusive), axis) as T;
    },
  });
}
