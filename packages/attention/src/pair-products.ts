import { matMul } from '@dl/core';
import { op } from '@dl/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import { isFiniteNow, whereFinite } from './is-finite';

/*
 * The two products of attention whose hidden pairs bring nothing, at any order of gradients: each is the other's
 * gradient. Weights are 0 at hidden pairs, and 0 · NaN would be NaN.
 */

/**
 * The dot products of each row of a [..., query, depth] with each of b [..., key, depth]: a bᵀ. Whoever reads them leaves
 * out those of hidden pairs, and sends 0 back to them: a gradient is that of pairs that are seen.
 */
export function pairProducts(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  return op(
    'PairProducts',
    { a, b },
    {
      forward: () => tf.tidy(() => products(a, b)),
      save: () => ({ a, b }),
      // What is not finite made the product so, and its gradient: it need not come in once more.
      gradients: (dw, saved) => ({
        a: () => weightedRows(dw, saved.b, undefined),
        b: () => weightedRows(dw, saved.a, undefined, true),
      }),
    },
  );
}

/**
 * Sums of the rows of x, weighted: w x, or wᵀ x.
 *
 * @param w [..., query, key], 0 at pairs that are hidden
 * @param x [..., key, depth], or [..., query, depth] if `transposed`
 * @param seen bool as w: through which pairs x comes if it is not finite; undefined: through none
 */
export function weightedRows(
  w: tf.Tensor,
  x: tf.Tensor,
  seen: tf.Tensor | undefined,
  transposed = false,
): tf.Tensor {
  return op(
    'WeightedRows',
    { w, x },
    {
      forward: () => tf.tidy(() => sums(w, x, seen, transposed)),
      save: () => ({ w, x, seen }),
      gradients: (dy, saved) => ({
        w: () => (transposed ? pairProducts(saved.x, dy) : pairProducts(dy, saved.x)),
        x: () => weightedRows(saved.w, dy, saved.seen, !transposed),
      }),
    },
  );
}

function products(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  if (!onGpu()) return matMul(a, b, { transposeB: true });
  // tfjs's program reads past the rows of its second factor and multiplies that by 0: nothing there may be NaN.
  const { clean, marks } = cleanRows(b);
  return tf.add(matMul(a, clean, { transposeB: true }), acrossKeys(marks));
}

function sums(
  w: tf.Tensor,
  x: tf.Tensor,
  seen: tf.Tensor | undefined,
  transposeA: boolean,
): tf.Tensor {
  const product = (a: tf.Tensor, b: tf.Tensor) => matMul(a, b, { transposeA });
  if (onGpu()) {
    // One product, since a GPU takes this way whether or not all is finite: a whole row becomes NaN.
    const { clean, marks } = cleanRows(x);
    if (seen === undefined) return product(w, clean);
    const marked = tf.add(w, transposeA ? marks : acrossKeys(marks));
    return product(tf.where(seen, marked, tf.zerosLike(w)), clean);
  }
  if (isFiniteNow(x)) return product(w, x);
  const finite = whereFinite(x);
  const clean = tf.where(finite, x, tf.zerosLike(x));
  if (seen === undefined) return product(w, clean);
  const broken = tf.cast(tf.logicalNot(finite), 'float32');
  const count = product(tf.cast(seen, 'float32'), broken);
  return tf.where(tf.greater(count, 0), product(w, x), product(w, clean));
}

function onGpu(): boolean {
  return tf.getBackend() === 'webgpu';
}

/** x with 0 for what is not finite, and NaN for each row that has such, else 0: [..., row, 1]. */
function cleanRows(x: tf.Tensor): { clean: tf.Tensor; marks: tf.Tensor } {
  const finite = whereFinite(x);
  const clean = tf.where(finite, x, tf.zerosLike(x));
  const marks = tf.where(tf.all(finite, -1, true), tf.scalar(0), tf.scalar(Number.NaN));
  return { clean, marks };
}

/** [..., key, 1] → [..., 1, key]. */
function acrossKeys(marks: tf.Tensor): tf.Tensor {
  return tf.reshape(marks, [...marks.shape.slice(0, -2), 1, marks.shape[marks.rank - 2] as number]);
}
