import * as tf from '@tensorflow/tfjs-core';
import { expected } from '../../check/describe';
import { expectFinite, expectInteger, LARGEST } from '../../check/number';
import { type OptionChecks, oneOf, readOptions } from '../../check/options';
import { expectRoom } from '../../check/room';
import { expectNumbers } from '../kit/axes';
import { padded, padZeros } from '../kit/block';
import { gather } from '../rows/gather';

export interface PadOptions {
  /**
   * What stands around `x`: a `constant` (default), x again from its edge on (`reflect`, without the edge itself;
   * `symmetric`, with it), its `edge` over and over, or x from its other end (`circular`).
   */
  mode?: 'constant' | 'reflect' | 'symmetric' | 'edge' | 'circular';
  /** The constant. Default 0. */
  value?: number;
}

type Mode = NonNullable<PadOptions['mode']>;

/** How far each mode reaches on an axis of `size` entries; what there is none of cannot be continued. */
const LIMITS: Record<Mode, (size: number) => number> = {
  constant: () => LARGEST,
  reflect: (size) => Math.max(size - 1, 0),
  symmetric: (size) => size,
  edge: (size) => (size === 0 ? 0 : LARGEST),
  circular: (size) => size,
};

const OPTIONS: OptionChecks<PadOptions> = {
  mode: oneOf(/* @__PURE__ */ Object.keys(LIMITS)),
  value: expectFinite,
};

/**
 * `x` with entries added around it, as `numpy.pad` and `torch.nn.functional.pad`. Gradient: what of dy came from x, summed
 * where it came from one place.
 *
 * @param x float32, int32 or bool; a gradient flows through float32
 * @param paddings [before, after] an axis
 * @throws RangeError for invalid paddings, or more of x than there is; for a result of 4 GiB or more; for a value
 *   that is no whole number of an int32 tensor, or neither 0 nor 1 of a bool one
 */
export function pad<T extends tf.Tensor>(
  x: T,
  paddings: readonly (readonly [before: number, after: number])[],
  options?: PadOptions,
): T {
  const { mode = 'constant', value = 0 } = readOptions('pad', options, OPTIONS);
  expectNumbers('pad', 'x', x);
  if (!Array.isArray(paddings) || paddings.length !== x.rank) {
    throw new RangeError(expected('pad: paddings', `${x.rank} pairs, one an axis`, paddings));
  }
  const shape = x.shape.map((size, axis) => {
    const pair = paddings[axis] as unknown;
    if (!Array.isArray(pair) || pair.length !== 2) {
      throw new RangeError(expected('pad: paddings', 'pairs [before, after]', pair));
    }
    const most = LIMITS[mode](size);
    for (const entry of pair) {
      if (most === LARGEST) expectInteger('pad', 'paddings', entry, 0);
      else expectInteger('pad', 'paddings', entry, 0, most);
    }
    return size + pair[0] + pair[1];
  });
  expectRoom('pad', 'result', shape, x.dtype);
  if (mode === 'constant') {
    expectValue(value, x.dtype);
    return x.dtype === 'float32' ? padZeros(x, paddings, value) : padded(x, paddings, value);
  }
  return tf.tidy(() => {
    let y: tf.Tensor = x;
    paddings.forEach(([before, after], axis) => {
      if (before === 0 && after === 0) return;
      const size = x.shape[axis] as number;
      const from = new Int32Array(size + before + after);
      for (let i = 0; i < from.length; i++) from[i] = placeOf(mode, i - before, size);
      y = gather(y, tf.tensor1d(from, 'int32'), axis);
    });
    return y === x ? tf.clone(x) : (y as T);
  });
}

/** Checks a constant against what it stands among. */
function expectValue(value: number, dtype: tf.DataType): void {
  if (dtype === 'int32') expectInteger('pad', 'value', value, -LARGEST - 1, LARGEST);
  else if (dtype === 'bool') expectInteger('pad', 'value', value, 0, 1);
}

/** Where entry `i` of the padded axis, 0 where x begins, comes from. */
function placeOf(mode: Mode, i: number, size: number): number {
  if (mode === 'edge') return Math.min(Math.max(i, 0), size - 1);
  if (mode === 'circular') return (i + size) % size;
  const twice = mode === 'symmetric' ? 1 : 0;
  if (i < 0) return -i - twice;
  return i < size ? i : 2 * size - 2 - i + twice;
}
