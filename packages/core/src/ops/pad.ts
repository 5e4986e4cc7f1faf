import * as tf from '@tensorflow/tfjs-core';
import { expectOneOf } from '../check/choice';
import { expected } from '../check/describe';
import { expectFinite, expectInteger } from '../check/number';
import { sizeOf } from '../kernels/product';
import { runOp } from '../tape/run-op';
import { isFloat } from './axes';
import { gather } from './gather';
import { slice } from './slice';

export interface PadOptions {
  /**
   * What stands around `x`: a `constant` (default), x again from its edge on (`reflect`, without the edge itself;
   * `symmetric`, with it), its `edge` over and over, or x from its other end (`circular`).
   */
  mode?: 'constant' | 'reflect' | 'symmetric' | 'edge' | 'circular';
  /** The constant. Default 0. */
  value?: number;
}

/**
 * `x` with entries added around it, as `numpy.pad` and `torch.nn.functional.pad`. Gradient: what of dy came from x, summed
 * where it came from one place.
 *
 * @param x any dtype with a constant, else float32
 * @param paddings [before, after] an axis
 * @throws RangeError for paddings that are none, or more of x than there is
 */
export function pad<T extends tf.Tensor>(
  x: T,
  paddings: readonly (readonly [before: number, after: number])[],
  { mode = 'constant', value = 0 }: PadOptions = {},
): T {
  const float = isFloat('pad', 'x', x);
  if (!Array.isArray(paddings) || paddings.length !== x.rank) {
    throw new RangeError(expected('pad: paddings', `${x.rank} pairs, one an axis`, paddings));
  }
  for (const pair of paddings) {
    if (!Array.isArray(pair) || pair.length !== 2) {
      throw new RangeError(expected('pad: paddings', 'pairs [before, after]', pair));
    }
    for (const entry of pair) expectInteger('pad', 'paddings', entry, 0);
  }
  expectOneOf('pad', 'mode', mode, Object.keys(LIMITS));
  expectFinite('pad', 'value', value);
  if (mode === 'constant') return float ? padZeros(x, paddings, value) : padded(x, paddings, value);
  return tf.tidy(() => {
    let y: tf.Tensor = x;
    paddings.forEach(([before, after], axis) => {
      if (before === 0 && after === 0) return;
      const size = x.shape[axis] as number;
      expectInteger('pad', 'paddings', Math.max(before, after), 0, LIMITS[mode](size));
      const from = Array.from({ length: size + before + after }, (_, i) =>
        placeOf(mode, i - before, size),
      );
      y = gather(y, tf.tensor1d(from, 'int32'), axis);
    });
    return y as T;
  });
}

type Mode = NonNullable<PadOptions['mode']>;

/** How far each mode reaches on an axis. */
const LIMITS: Record<Mode, (size: number) => number> = {
  constant: () => Number.MAX_SAFE_INTEGER,
  reflect: (size) => size - 1,
  symmetric: (size) => size,
  edge: () => Number.MAX_SAFE_INTEGER,
  circular: (size) => size,
};

/** Where entry `i` of the padded axis, 0 where x begins, comes from. */
function placeOf(mode: Mode, i: number, size: number): number {
  if (mode === 'edge') return Math.min(Math.max(i, 0), size - 1);
  if (mode === 'circular') return (i + size) % size;
  const twice = mode === 'symmetric' ? 1 : 0;
  if (i < 0) return -i - twice;
  return i < size ? i : 2 * size - 2 - i + twice;
}

/** `pad` with a constant, of float32. */
export function padZeros<T extends tf.Tensor>(
  x: T,
  paddings: readonly (readonly [number, number])[],
  value = 0,
): T {
  const begin = paddings.map(([before]) => before);
  const { shape } = x;
  return runOp(
    'Pad',
    [x],
    () => padded(x, paddings, value),
    () => [],
    (dy) => [() => slice(dy, begin, shape)],
  );
}

/** tfjs's, which on a GPU is right up to four axes: beyond that one axis at a time. */
function padded<T extends tf.Tensor>(
  x: T,
  paddings: readonly (readonly [number, number])[],
  value: number,
): T {
  if (x.rank <= 4) return tf.pad(x, paddings as [number, number][], value);
  return tf.tidy(() => {
    const shape = x.shape.slice();
    let y: tf.Tensor = tf.clone(x);
    paddings.forEach(([before, after], axis) => {
      if (before === 0 && after === 0) return;
      const own = [
        sizeOf(shape.slice(0, axis)),
        shape[axis] as number,
        sizeOf(shape.slice(axis + 1)),
      ];
      const around = [
        [0, 0],
        [before, after],
        [0, 0],
      ] as [number, number][];
      y = tf.pad(tf.reshape(y, own), around, value);
      shape[axis] = (shape[axis] as number) + before + after;
    });
    return tf.reshape(y, shape) as T;
  });
}
