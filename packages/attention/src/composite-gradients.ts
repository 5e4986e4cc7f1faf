import { matMul, scale as times } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { compositeWeights, keyRows, queryRows } from './composite';
import { softmaxGradient } from './masked-softmax';
import { pairProducts, weightedRows } from './pair-products';
import type { Plan } from './plan';
import { broadcastShape } from './sizes';

/**
 * The gradients of q, k, v and, if there is one, the bias by ops, for a kernel that has no way back: the weights P are made
 * anew, dv = Pᵀ dy, dS = P (dy vᵀ − Σ P dy vᵀ), dq = scale dS k, dk = scale dSᵀ q, dbias = dS summed over what was broadcast.
 */
export function compositeGradients(
  q: tf.Tensor,
  k: tf.Tensor,
  v: tf.Tensor,
  dy: tf.Tensor,
  plan: Plan,
): tf.Tensor[] {
  const { sizes, scale, bias } = plan;
  return tf.tidy(() => {
    const { weights, seen } = compositeWeights(q, k, plan);
    const [rows, pairs] = [queryRows(weights, sizes), seen && queryRows(seen, sizes)];
    const own = queryRows(dy, sizes);
    const shared = keyRows(v, sizes);
    const ofWeights =
      pairs === undefined ? matMul(own, shared, { transposeB: true }) : pairProducts(own, shared);
    const ofScores =
      pairs === undefined
        ? tf.mul(rows, tf.sub(ofWeights, tf.sum(tf.mul(rows, ofWeights), -1, true)))
        : softmaxGradient(ofWeights, rows, pairs);
    const scaled = times(ofScores, scale);
    const product = (x: tf.Tensor, transposeA: boolean) =>
      pairs === undefined
        ? matMul(scaled, x, { transposeA })
        : weightedRows(scaled, x, undefined, transposeA);
    const dq = product(keyRows(k, sizes), false);
    const dk = product(queryRows(q, sizes), true);
    const dv =
      pairs === undefined
        ? matMul(rows, own, { transposeA: true })
        : weightedRows(rows, own, pairs, true);
    const gradients = [tf.reshape(dq, q.shape), tf.reshape(dk, k.shape), tf.reshape(dv, v.shape)];
    if (bias === undefined) return gradients;
    const { batch, heads, queries, keys } = sizes;
    const whole = tf.reshape(ofScores, [batch, heads, queries, keys]);
    const shape = broadcastShape(bias.shape, sizes) as number[];
    const axes = [0, 1, 2, 3].filter((axis) => shape[axis] === 1);
    return [...gradients, tf.reshape(axes.length > 0 ? tf.sum(whole, axes) : whole, bias.shape)];
  });
}
