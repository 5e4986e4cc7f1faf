import * as tf from '@tensorflow/tfjs-core';
import { convLossTfjs } from '../../../../packages/core/bench/conv-network-tfjs';
import type { GptSizes } from '../kit/gpt-sizes';
import type { SequenceSizes } from '../kit/sizes';
import { idsFor, numbersFor } from './numbers-for';

// The same networks in tfjs's own ops, with its gradients and its Adam.

type Loss = () => tf.Scalar;

/** Training steps of what was made by `made`. */
export function training(held: readonly tf.Tensor[], loss: Loss) {
  const optimizer = tf.train.adam(1e-4);
  const step = () => {
    optimizer.minimize(loss)?.dispose();
  };
  const end = () => {
    optimizer.dispose();
    tf.dispose([...held]);
  };
  return { step, end };
}

function weight(shape: number[]): tf.Variable {
  const size = shape.reduce((product, axis) => product * axis, 1);
  return tf.variable(tf.tensor(numbersFor(size, 0.02), shape));
}

/** `core/conv-step`. */
export function convStep(batch: number) {
  const { held, loss } = convLossTfjs(batch);
  return training(held, loss);
}

/** An LSTM, its steps one after the other. */
export function lstmStep({ batch, time, inSize, hidden }: SequenceSizes) {
  const [input, state] = [weight([inSize, 4 * hidden]), weight([hidden, 4 * hidden])];
  const bias = weight([4 * hidden]);
  const xs = tf.tensor3d(numbersFor(batch * time * inSize), [batch, time, inSize]);
  const target = tf.tensor3d(numbersFor(batch * time * hidden), [batch, time, hidden]);
  return training([input, state, bias, xs, target], () => {
    const all = tf.add(tf.matMul(tf.reshape(xs, [batch * time, inSize]), input), bias);
    const steps = tf.unstack(tf.reshape(all, [batch, time, 4 * hidden]), 1);
    let h: tf.Tensor = tf.zeros([batch, hidden]);
    let c: tf.Tensor = tf.zeros([batch, hidden]);
    const outputs = steps.map((x) => {
      const z = tf.add(x, tf.matMul(h, state));
      const [i, f, g, o] = tf.split(z, 4, 1) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
      c = tf.add(tf.mul(tf.sigmoid(f), c), tf.mul(tf.sigmoid(i), tf.tanh(g)));
      h = tf.mul(tf.sigmoid(o), tf.tanh(c));
      return h;
    });
    return tf.mean(tf.squaredDifference(tf.stack(outputs, 1), target)) as tf.Scalar;
  });
}

/** Causal attention, [batch, heads, time, depth] each. */
export function attention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor, hidden: tf.Tensor): tf.Tensor {
  const scale = 1 / Math.sqrt(q.shape[3] as number);
  const scores = tf.mul(tf.matMul(q, k, false, true), scale);
  return tf.matMul(tf.softmax(tf.add(scores, hidden)), v);
}

/** What is added to the scores of later keys. */
export function causal(length: number): tf.Tensor {
  return tf.tidy(() => {
    const places = tf.range(0, length);
    return tf.mul(tf.cast(tf.greater(places, tf.expandDims(places, 1)), 'float32'), -1e9);
  });
}

/**
 * A GPT.
 *
 * @param byOneHot rows of the embedding by a product, where a backend has no gradient of `gather`
 */
export function gptStep(
  { layers, width, heads, block, batch, vocabulary }: GptSizes,
  byOneHot = false,
) {
  const depth = width / heads;
  const tokens = weight([vocabulary, width]);
  const places = weight([block, width]);
  const head = weight([width, vocabulary]);
  const norm = () => [weight([width]), weight([width])] as const;
  const dense = (from: number, to: number) => [weight([from, to]), weight([to])] as const;
  const blocks = Array.from({ length: layers }, () => ({
    norm1: norm(),
    input: dense(width, 3 * width),
    output: dense(width, width),
    norm2: norm(),
    up: dense(width, 4 * width),
    down: dense(4 * width, width),
  }));
  const last = norm();
  const ids = tf.tensor1d(idsFor(batch * block, vocabulary), 'int32');
  const targets = tf.oneHot(tf.tensor1d(idsFor(batch * block, vocabulary), 'int32'), vocabulary);
  const hidden = causal(block);
  const variables = blocks.flatMap((own) => Object.values(own).flat());
  const held = [tokens, places, head, ...last, ...variables, ids, targets, hidden];
  const affine = (x: tf.Tensor, [w, b]: readonly [tf.Tensor, tf.Tensor]) =>
    tf.add(tf.matMul(x, w), b);
  const normed = (x: tf.Tensor, [w, b]: readonly [tf.Tensor, tf.Tensor]) => {
    const { mean, variance } = tf.moments(x, -1, true);
    return tf.add(tf.mul(tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-5))), w), b);
  };
  const split = (x: tf.Tensor) =>
    tf.transpose(tf.reshape(x, [batch, block, heads, depth]), [0, 2, 1, 3]);
  const gelu = (x: tf.Tensor) => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1));
  return training(held, () => {
    const found = byOneHot ? tf.matMul(tf.oneHot(ids, vocabulary), tokens) : tf.gather(tokens, ids);
    const own = tf.reshape(found, [batch, block, width]);
    let x = tf.reshape(tf.add(own, places), [batch * block, width]) as tf.Tensor;
    for (const { norm1, input, output, norm2, up, down } of blocks) {
      const [q, k, v] = tf.split(affine(normed(x, norm1), input), 3, 1).map(split) as [
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
      ];
      const mixed = tf.transpose(attention(q, k, v, hidden), [0, 2, 1, 3]);
      x = tf.add(x, affine(tf.reshape(mixed, [batch * block, width]), output));
      x = tf.add(x, affine(gelu(affine(normed(x, norm2), up)), down));
    }
    const logits = tf.matMul(normed(x, last), head);
    return tf.losses.softmaxCrossEntropy(targets, logits) as tf.Scalar;
  });
}
