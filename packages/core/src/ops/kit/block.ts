import * as tf from '@tensorflow/tfjs-core';
import { op } from '../../tape/op';
import { sizeOf } from '../../wasm/product';
import { moveExactly } from './exact';

// A block taken out of a tensor, and a tensor put between zeros: the gradient of each is the other. Their callers check
// what they are given.

/** `slice` of float32: `sizes` entries an axis, from `begin` on. */
export function takeBlock<T extends tf.Tensor>(
  x: T,
  begin: readonly number[],
  sizes: readonly number[],
): T {
  const { shape } = x;
  return op(
    'Slice',
    { x },
    {
      forward: () => blockOf(x, begin, sizes),
      gradients: (dy) => ({
        x: () =>
          padZeros(
            dy,
            shape.map((whole, axis) => {
              const from = begin[axis] as number;
              return [from, whole - from - (sizes[axis] as number)] as const;
            }),
          ),
      }),
    },
  );
}

/** tfjs's slice, which has none of a scalar. */
export function blockOf<T extends tf.Tensor>(
  x: T,
  begin: readonly number[],
  sizes: readonly number[],
): T {
  return x.rank === 0 ? tf.clone(x) : tf.slice(x, begin as number[], sizes as number[]);
}

/** `pad` with a constant, of float32. */
export function padZeros<T extends tf.Tensor>(
  x: T,
  paddings: readonly (readonly [number, number])[],
  value = 0,
): T {
  const begin = paddings.map(([before]) => before);
  const { shape } = x;
  return op(
    'Pad',
    { x },
    {
      forward: () => padded(x, paddings, value),
      gradients: (dy) => ({ x: () => takeBlock(dy, begin, shape) }),
    },
  );
}

/** `pad` with a constant, of any dtype, exactly; not recorded. */
export function padded<T extends tf.Tensor>(
  x: T,
  paddings: readonly (readonly [number, number])[],
  value: number,
): T {
  return moveExactly([x], ([part], { of }) =>
    paddedAll(part as tf.Tensor, paddings, of(value)),
  ) as T;
}

/** tfjs's, which on a GPU is right up to four axes: beyond that one axis at a time. */
function paddedAll(
  x: tf.Tensor,
  paddings: readonly (readonly [number, number])[],
  value: number,
): tf.Tensor {
  if (paddings.every(([before, after]) => before === 0 && after === 0)) return tf.clone(x);
  // tfjs's kernel takes the value for a float32 on WASM.
  if (x.dtype === 'int32' && Math.abs(value) > EXACT) {
    const constant = tf.scalar(value, 'int32');
    return tf.tidy(() => tf.add(paddedAll(tf.sub(x, constant), paddings, 0), constant));
  }
  if (x.rank <= 4) return tf.pad(x, paddings as [number, number][], value);
  return tf.tidy(() => {
    const shape = x.shape.slice();
    let y: tf.Tensor = x;
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
    return tf.reshape(y, shape);
  });
}

/** float32 holds every whole number up to here. */
const EXACT = 2 ** 24;
