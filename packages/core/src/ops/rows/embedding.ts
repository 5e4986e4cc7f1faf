import * as tf from '@tensorflow/tfjs-core';
import { expectFlag } from '../../check/choice';
import { expectInteger } from '../../check/number';
import { checkedLater, type OptionChecks, readOptions } from '../../check/options';
import { expectRoom } from '../../check/room';
import { expectTensor } from '../../check/tensor';
import { op } from '../../tape/op';
import type { Thunk } from '../../tape/record';
import { expectIds } from './ids';
import { sumRows, takeRows } from './rows';
import { sparseRows } from './sparse-rows';

export interface EmbeddingOpOptions {
  /** An id whose row gets no gradient. */
  paddingIndex?: number | undefined;
  /**
   * Let `valueAndGrads` and `train` give the gradient as `SparseRows`: `sgd`, `adagrad` and `adam`
   * then change the rows of these ids only. `weight` must be a Variable. Default false.
   */
  sparse?: boolean;
}

const OPTIONS: OptionChecks<EmbeddingOpOptions> = {
  paddingIndex: checkedLater,
  sparse: expectFlag,
};

/**
 * The rows of `weight` that `ids` choose, y[i] = weight[ids[i]].
 * Gradient: dweight[c] = Σ dy[i] over the i with ids[i] = c. As `torch.nn.functional.embedding`.
 *
 * @param weight float32 [vocab, size]
 * @param ids int32 of any shape, from 0 to vocab − 1
 * @returns [...ids.shape, size]
 * @throws TypeError if `ids` is no int32 tensor; RangeError for an id outside, which it names. Ids
 *   that a GPU computed are not read back: there one outside gives zeros, and no gradient
 */
export function embedding(
  weight: tf.Tensor,
  ids: tf.Tensor,
  options?: EmbeddingOpOptions,
): tf.Tensor {
  const { paddingIndex, sparse = false } = readOptions('embedding', options, OPTIONS);
  expectTensor('embedding', 'weight', weight, ['vocab', 'size'], 'float32', true);
  const [count, size] = weight.shape as [number, number];
  expectIds('embedding', 'ids', ids, count, 'vocabulary of');
  if (paddingIndex !== undefined) {
    expectInteger('embedding', 'paddingIndex', paddingIndex, 0, count - 1);
  }
  if (sparse && !(weight instanceof tf.Variable)) {
    throw new TypeError('embedding: sparse: expected a weight that is a Variable, got a tensor');
  }
  expectRoom('embedding', 'result', [...ids.shape, size]);
  const layout = { outer: 1, count, size };
  return op(
    'Embedding',
    { weight },
    {
      forward: () => takeRows(weight, ids, layout, [...ids.shape, size]),
      save: () => ({ ids }),
      gradients: (dy, saved) => {
        const gradient = () => {
          const chosen = withoutPadding(saved.ids, paddingIndex);
          if (!sparse) return sumRows(dy, chosen, layout, [count, size]);
          const n = chosen.size;
          return sparseRows(tf.reshape(chosen, [n]), tf.reshape(dy, [n, size]), [count, size]);
        };
        return { weight: gradient as Thunk };
      },
    },
  );
}

/** Ids with −1, which is of no row, for the padding. */
function withoutPadding(ids: tf.Tensor, paddingIndex: number | undefined): tf.Tensor {
  if (paddingIndex === undefined) return ids;
  const none = tf.fill(ids.shape, -1, 'int32');
  return tf.where(tf.equal(ids, tf.scalar(paddingIndex, 'int32')), none, ids);
}
