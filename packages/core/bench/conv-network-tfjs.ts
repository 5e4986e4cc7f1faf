import * as tf from '@tensorflow/tfjs-core';
import { CONV_NETWORK, images, POOLED } from './conv-sizes';

/** The same network in tfjs's ops: its loss, and the tensors that it is made of. */
export function convLossTfjs(batch: number): { held: tf.Tensor[]; loss: () => tf.Scalar } {
  const { channels, taps, pool, hidden, classes, pixels } = CONV_NETWORK;
  const [first, second, third] = channels as [number, number, number];
  const weight = (shape: number[], fan: number) =>
    tf.variable(tf.randomNormal(shape, 0, Math.sqrt(2 / fan), 'float32', 1));
  const conv1 = weight([taps, taps, first, second], taps * taps * first) as tf.Tensor4D;
  const conv2 = weight([taps, taps, second, third], taps * taps * second) as tf.Tensor4D;
  const flat = POOLED * POOLED * third;
  const dense = weight([flat, hidden], flat) as tf.Tensor2D;
  const out = weight([hidden, classes], hidden) as tf.Tensor2D;
  const biases = [second, third, hidden, classes].map((size) => tf.variable(tf.zeros([size])));
  const [bias1, bias2, bias3, bias4] = biases as unknown as [
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
  ];
  const { x, labels } = images(batch);
  const inputs = tf.tensor4d(x, [batch, pixels, pixels, 1]);
  const targets = tf.oneHot(tf.tensor1d(labels, 'int32'), classes);
  const loss = () => {
    const a = tf.relu(tf.add(tf.conv2d(inputs, conv1, 1, 'valid'), bias1)) as tf.Tensor4D;
    const b = tf.relu(tf.add(tf.conv2d(a, conv2, 1, 'valid'), bias2)) as tf.Tensor4D;
    const rows = tf.reshape(tf.maxPool(b, pool, pool, 'valid'), [batch, flat]) as tf.Tensor2D;
    const c = tf.relu(tf.add(tf.matMul(rows, dense), bias3)) as tf.Tensor2D;
    return tf.losses.softmaxCrossEntropy(targets, tf.add(tf.matMul(c, out), bias4)) as tf.Scalar;
  };
  return { held: [conv1, conv2, dense, out, ...biases, inputs, targets], loss };
}
