import * as tf from '@tensorflow/tfjs-core';
import { BATCH, inputs, SIZES } from './dense-sizes';
import { startTfjs } from './tfjs';

/** The same training steps with tfjs's ops and its adam. */
export async function denseStepTfjs() {
  const name = await startTfjs('wasm');
  const layers = SIZES.slice(1).map((size, i) => {
    const inSize = SIZES[i] as number;
    const limit = Math.sqrt(6 / (inSize + size));
    return {
      weight: tf.variable(
        tf.randomUniform([inSize, size], -limit, limit, 'float32', i) as tf.Tensor2D,
      ),
      bias: tf.variable(tf.zeros([size])),
    };
  });
  const { x, labels } = inputs();
  const images = tf.tensor2d(x, [BATCH, SIZES[0]]);
  const targets = tf.tensor2d(labels, [BATCH, SIZES[3]]);
  const forward = () =>
    layers.reduce<tf.Tensor2D>((y, { weight, bias }, i) => {
      const z = tf.add(tf.matMul(y, weight), bias) as tf.Tensor2D;
      return i < layers.length - 1 ? tf.relu(z) : z;
    }, images);
  const optimizer = tf.train.adam();
  const run = (times: number) => {
    for (let i = 0; i < times; i++) {
      optimizer.minimize(() => tf.losses.softmaxCrossEntropy(targets, forward()) as tf.Scalar);
    }
  };
  return { name, run };
}
