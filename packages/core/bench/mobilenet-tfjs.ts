import * as tf from '@tensorflow/tfjs-core';
import {
  CLASSES,
  checksumOf,
  EPSILON,
  image,
  mobilenetWeights,
  type Normed,
  SIZE,
} from './mobilenet-weights';
import { startTfjs } from './tfjs';

type Step = (x: tf.Tensor4D) => tf.Tensor4D;

/** The same by tfjs's fused kernels (XNNPACK), as its converter makes them of a frozen graph. */
export async function mobilenetTfjs() {
  const name = await startTfjs('wasm');
  const { layers, classes } = mobilenetWeights();
  const steps = layers.map(stepOf);
  const last = tf.tensor2d(classes, [1024, CLASSES]);
  const x = tf.tensor4d(image(), [1, SIZE, SIZE, 3]);
  const forward = () =>
    tf.tidy(() => {
      let y = x;
      for (const step of steps) y = step(y);
      return tf.matMul(tf.mean(y, [1, 2]), last);
    });
  const y = forward();
  const checksum = checksumOf(y.dataSync());
  y.dispose();
  const run = (times: number) => {
    for (let i = 0; i < times; i++) forward().dispose();
  };
  return { name, run, checksum };
}

function stepOf(given: Normed): Step {
  const { shape, isDepthwise, stride: strides, channels, gain, shift, mean, variance } = given;
  const at = (values: Float32Array, i: number) => values[i % channels] as number;
  const scale = (i: number) => at(gain, i) / Math.sqrt(at(variance, i) + EPSILON);
  const folded = given.filter.map((value, i) => value * scale(i));
  const filter = tf.tensor4d(folded, [...shape]);
  const bias = tf.tensor1d(shift.map((value, i) => value - at(mean, i) * scale(i)));
  const pad = ((shape[0] as number) - 1) / 2;
  const options = { filter, strides, pad, bias, activation: 'relu6' as const };
  return isDepthwise
    ? (x) => tf.fused.depthwiseConv2d({ x, ...options })
    : (x) => tf.fused.conv2d({ x, ...options });
}
