import * as tf from '@tensorflow/tfjs-core';
import { addressOf, allocate } from '../kernels/output';
import { sizeOf } from '../kernels/product';
import { kernelsOf } from '../kernels/registry';
import { SCAN } from '../kernels/scan-kernels';
import { runOp } from '../tape/run-op';
import { axisOf } from './axes';
import { expectFloats } from './check';

export interface ScanOptions {
  /** Counts from the end if it is negative. Default −1. */
  axis?: number;
  /** Leave each entry out of its own result. Default false. */
  exclusive?: boolean;
  /** From the last entry to the first. Default false. */
  reverse?: boolean;
}

/**
 * Running sums along an axis, y_t = Σ x_s over s ≤ t (s < t with `exclusive`; s ≥ t with `reverse`). Gradient: running sums
 * of dy the other way.
 *
 * @param x float32, of rank 1 or more
 * @throws RangeError for an axis that x does not have
 */
export function cumsum<T extends tf.Tensor>(
  x: T,
  { axis = -1, exclusive = false, reverse = false }: ScanOptions = {},
): T {
  expectFloats('cumsum', 'x', x);
  const at = axisOf('cumsum', x.rank, axis);
  return runOp(
    'Cumsum',
    [x],
    () => {
      const kernels = kernelsOf(SCAN);
      if (kernels === undefined) return scanByOps(tf.cumsum, x, at, exclusive, reverse);
      const y = allocate<T>(x.shape);
      const [outer, n, inner] = sizesAround(x, at);
      kernels.cumsumForward?.(addressOf(x), addressOf(y), outer, n, inner, exclusive, reverse);
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

/** x as [outer, n, inner] around an axis. */
export function sizesAround({ shape }: tf.Tensor, axis: number): [number, number, number] {
  return [sizeOf(shape.slice(0, axis)), shape[axis] as number, sizeOf(shape.slice(axis + 1))];
}
