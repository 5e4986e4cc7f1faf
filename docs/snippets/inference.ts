import {
  BatchNorm,
  Conv2d,
  DepthwiseConv2d,
  foldBatchNorm,
  random,
  relu6,
  sequential,
  setup,
} from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';

await setup();
const rng = random(1);
const model = sequential(
  new Conv2d(3, 8, 3, { rng, stride: 2, padding: 1, bias: false }),
  new BatchNorm(8),
  relu6,
  sequential(new DepthwiseConv2d(8, 3, { rng, padding: 1, bias: false }), new BatchNorm(8), relu6),
);
const image = tf.ones([1, 32, 32, 3]);

// #region fold
const fast = foldBatchNorm(model); // two layers where there were six: convolution, bias and relu6 in one kernel
const scores = tf.tidy(() => tf.mean(fast.forward(image), [1, 2]));
console.log(fast.layers.length, await scores.data());
// #endregion fold
tf.dispose([image, scores]);
