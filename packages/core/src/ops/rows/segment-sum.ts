import type * as tf from '@tensorflow/tfjs-core';
import { expectInteger, LARGEST } from '../../check/number';
import { expectRoom } from '../../check/room';
import { expectShape } from '../../check/shape';
import { sizeOf } from '../../wasm/product';
import { expectFloatsOrIntegers } from '../kit/axes';
import { expectIds } from './ids';
import { sumRows } from './rows';

/**
 * Sums of the rows of `x` with the same id, y[c] = Σ x[i] over the i with ids[i] = c; 0 where there
 * is none. Gradient: dx[i] = dy[ids[i]]. As `tf.unsortedSegmentSum`, which tfjs lacks on WASM.
 *
 * @param x float32 [n, ...], or int32, whose sums are taken modulo 2³² and have no gradient
 * @param ids int32 [n], from 0 to count − 1
 * @returns [count, ...]
 * @throws ShapeError if the sizes do not fit, RangeError for an id outside, which it names. Ids that
 *   a GPU computed are not read back: there one outside is left out
 */
export function segmentSum(x: tf.Tensor, ids: tf.Tensor, count: number): tf.Tensor {
  expectFloatsOrIntegers('segmentSum', 'x', x);
  expectInteger('segmentSum', 'count', count, 0, LARGEST);
  if (x.rank === 0) expectShape('segmentSum', 'x', x, ['n', '...']);
  expectShape('segmentSum', 'ids', ids, [x.shape[0] as number], true);
  expectIds('segmentSum', 'ids', ids, count, 'count');
  const rest = x.shape.slice(1);
  expectRoom('segmentSum', 'result', [count, ...rest], x.dtype);
  return sumRows(x, ids, { outer: 1, count, size: sizeOf(rest) }, [count, ...rest]);
}
