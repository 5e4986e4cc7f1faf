import * as tf from '@tensorflow/tfjs-core';
import { expectFlag } from '../../check/choice';
import { checkedLater, mergeChecks, type OptionChecks, readOptions } from '../../check/options';
import { SCAN } from '../../generated/wasm-scan';
import { runOp } from '../../tape/run-op';
import { addressOf, allocate } from '../../wasm/output';
import { kernelsOf } from '../../wasm/registry';
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
  return runOp(
    'Cumsum',
    [x],
    () => {
      if (x.size === 0) return tf.zeros(x.shape) as T;
      const kernels = kernelsOf(SCAN);
      if (kernels === undefined) return scanByOps(tf.cumsum, x, at, exclusive, reverse);
      const y = allocate<T>(x.shape);
      const [outer, n, inner] = sizesAround(x, at);
      kernels.cumsumForward(addressOf(x), addressOf(y), outer, n, inner, exclusive, reverse);
      return y;
    },
    () => [],
    (dy) => [() => cumsum(dy, { axis: at, exclusive, reverse: !reverse })],
  );
}

/** One of tfjs's scans. In reverse it is wrong on a GPU, so the tensor is turned round instead. */
export function scanByOps<T extends tf.Tensor>(
  scan: (x: T, axis: number, exclusive: boolean) => T,
  x: T,
  axis: number,
  exclusive: boolean,
  reverse: boolean,
): T {
  if (!reverse) return scan(x, axis, exclusive);
  return tf.tidy(() => tf.reverse(scan(tf.reverse(x, axis), axis, exclusive), axis));
}
