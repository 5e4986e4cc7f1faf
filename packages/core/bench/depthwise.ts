import { depthwiseConv2d, random, setup, valueAndGrads } from '@dl/core';
import { op } from '@dl/core/extend';
import * as tf from '@tensorflow/tfjs-core';

/** A depthwise convolution 3×3 of 56×56×128, batch 8: forward, and the gradients of the input and of the filter. */
export async function depthwiseStep() {
  await setup({ backend: 'wasm', threads: 1 });
  const rng = random(0);
  const x = tf.variable(rng.normal([8, 56, 56, 128]));
  const w = tf.variable(rng.normal([3, 3, 128, 1]));
  const dy = rng.normal([8, 56, 56, 128]);
  // Stands for the layers above: gives dy, as `backward(dy)` does.
  const loss = () =>
    op(
      'Above',
      { y: depthwiseConv2d(x, w, { padding: 'same' }) },
      {
        forward: () => tf.scalar(0),
        gradients: () => ({ y: () => tf.clone(dy) }),
      },
    );
  const run = (times: number) => {
    for (let i = 0; i < times; i++) {
      const { value, grads } = valueAndGrads(loss, [x, w]);
      value.dispose();
      for (const gradient of grads.values()) gradient.dispose();
    }
  };
  return { run };
}
