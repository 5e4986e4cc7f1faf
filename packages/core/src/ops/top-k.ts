import * as tf from '@tensorflow/tfjs-core';
import { expectInteger } from '../check/number';
import { expectShape } from '../check/shape';
import { runOp } from '../tape/run-op';
import { expectFloats } from './check';
import { sumRows } from './rows';

/**
 * The `k` largest entries of each row and where they stand, the largest first; of equal ones the first. Gradient of the
 * values: dx is dy where they stood, else 0. As `torch.topk`.
 *
 * @param x float32 [..., n]
 * @returns values float32 and indices int32, [..., k] both; no gradient flows through the indices
 * @throws RangeError for a k over n
 */
export function topK(x: tf.Tensor, k: number): { values: tf.Tensor; indices: tf.Tensor } {
  expectFloats('topK', 'x', x);
  if (x.rank === 0) expectShape('topK', 'x', x, ['...', 'n']);
  const n = x.shape[x.rank - 1] as number;
  expectInteger('topK', 'k', k, 1, n);
  const made: { indices?: tf.Tensor } = {};
  const values = runOp(
    'TopK',
    [x],
    () => {
      const found = tf.topk(x, k, true);
      made.indices = found.indices;
      return found.values;
    },
    () => [made.indices as tf.Tensor],
    (dy, [indices]) => [() => place(dy, indices as tf.Tensor, x.shape)],
  );
  return { values, indices: made.indices as tf.Tensor };
}

/** dy where `indices` say in rows of `shape`, else 0. */
function place(dy: tf.Tensor, indices: tf.Tensor, shape: readonly number[]): tf.Tensor {
  const n = shape[shape.length - 1] as number;
  const k = dy.shape[dy.rank - 1] as number;
  const rows = dy.size / k;
  return tf.tidy(() => {
    const starts = tf.reshape(tf.range(0, rows * n, n, 'int32'), [rows, 1]);
    const ids = tf.reshape(tf.add(tf.reshape(indices, [rows, k]), starts), [rows * k]);
    return sumRows(dy, ids, { outer: 1, count: rows * n, size: 1 }, shape);
  });
}
