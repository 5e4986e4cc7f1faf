import * as tf from '@tensorflow/tfjs-core';
import { expectInteger, LARGEST } from '../../check/number';
import { expectRoom } from '../../check/room';
import { expectIds, hostValues } from './ids';

/**
 * A row for each id, 1 at the id and 0 elsewhere. It has no gradient, since ids have none. As `torch.nn.functional.one_hot`,
 * in float32, as `softmaxCrossEntropy` takes its targets.
 *
 * @param ids int32 of any shape, from 0 to count − 1
 * @param count how many ids there are
 * @returns float32 [...ids.shape, count]
 * @throws RangeError for an id outside, which it names. Ids that a GPU computed are not read back: there one outside gives
 *   zeros
 *
 * @example
 * ```ts
 * const y = oneHot(tf.tensor1d([2, 0], 'int32'), 3); // [[0, 0, 1], [1, 0, 0]]
 * ```
 */
export function oneHot(ids: tf.Tensor, count: number): tf.Tensor {
  expectInteger('oneHot', 'count', count, 0, LARGEST);
  expectIds('oneHot', 'ids', ids, count, 'count');
  const shape = [...ids.shape, count];
  expectRoom('oneHot', 'result', shape);
  const values = hostValues(ids);
  if (values === undefined) {
    return tf.tidy(() => {
      const own = tf.equal(tf.expandDims(ids, -1), tf.range(0, count, 1, 'int32'));
      return tf.cast(own, 'float32');
    });
  }
  const rows = new Float32Array(values.length * count);
  for (let i = 0; i < values.length; i++) rows[i * count + (values[i] as number)] = 1;
  return tf.tensor(rows, shape, 'float32');
}
