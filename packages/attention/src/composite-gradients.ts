import { matMul, scale as times } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { compositeWeights, keyRows, queryRows } from './composite';
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
  const { sizes, mask, scale, bias } = plan;
  return tf.tidy(() => {
    const weights = queryRows(compositeWeights(q, k, plan), sizes);
    const [own, shared] = [queryRows(dy, sizes), keyRows(v, sizes, mask)];
    const ofWeights = matMul(own, shared, { transposeB: true });
    const mean = tf.sum(tf.mul(weights, ofWeights), -1, true);
    const ofScores = tf.mul(weights, tf.sub(ofWeights, mean));
    const scaled = times(ofScores, scale);
    const dq = matMul(scaled, keyRows(k, sizes, mask));
    const dk = matMul(scaled, queryRows(q, sizes), { transposeA: true });
    const dv = matMul(weights, own, { transposeA: true });
    const gradients = [tf.reshape(dq, q.shape), tf.reshape(dk, k.shape), tf.reshape(dv, v.shape)];
    if (bias === undefined) return gradients;
    const { batch, heads, queries, keys } = sizes;
    const whole = tf.reshape(ofScores, [batch, heads, queries, keys]);
    const shape = broadcastShape(bias.shape, sizes) as number[];
    const axes = [0, 1, 2, 3].filter((axis) => shape[axis] === 1);
    return [...gradients, tf.reshape(axes.length > 0 ? tf.sum(whole, axes) : whole, bias.shape)];
  });
}
