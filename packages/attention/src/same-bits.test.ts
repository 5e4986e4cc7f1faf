import { parameters, random, valueAndGrads } from '@dl/core';
import { backendName, expectSameBits, mayShareMemory, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, test } from 'vitest';
import { attend } from './attend';
import { MultiHeadAttention } from './multi-head-attention';
import type { AttendOptions } from './plan';

const weighted = (y: tf.Tensor) => tf.sum(tf.mul(y, seededTensor(y.shape, 9)));

/** The output, and the gradients of q, k and v. */
function attended(kvHeads: number, options?: AttendOptions): tf.Tensor[] {
  const inputs = [
    seededTensor([3, 4, 21, 8], 1),
    seededTensor([3, kvHeads, 21, 8], 2),
    seededTensor([3, kvHeads, 21, 8], 3),
  ] as const;
  const run = (q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) => attend(q, k, v, options);
  const gradients = tf.grads((q, k, v) =>
    weighted(run(q as tf.Tensor, k as tf.Tensor, v as tf.Tensor)),
  );
  return [run(...inputs), ...gradients([...inputs])];
}

const mayRun = backendName === 'wasm' && mayShareMemory();

describe.skipIf(!mayRun)('the same bits on any number of threads', () => {
  test.each([
    ['every head its own keys', 4, undefined],
    ['heads that share keys', 2, undefined],
    ['one head of keys', 1, undefined],
    ['causal', 4, { mask: { causal: true } }],
    ['lengths', 2, { mask: { lengths: [21, 5, 0] } }],
  ] as [string, number, AttendOptions | undefined][])('%s', async (_, kvHeads, options) => {
    await expectSameBits(() => attended(kvHeads, options));
  });

  test('a bias with a gradient', async () => {
    await expectSameBits(() => attended(4, { bias: tf.variable(seededTensor([1, 4, 21, 21], 4)) }));
  });

  test('MultiHeadAttention', async () => {
    await expectSameBits(() => {
      const layer = new MultiHeadAttention(32, 4, { rng: random(1), kvHeads: 2 });
      const x = tf.variable(seededTensor([3, 21, 32], 5));
      const weights = [x, ...parameters(layer)];
      const loss = () => weighted(layer.forward(x, { mask: { causal: true } })) as tf.Scalar;
      const { value, grads } = valueAndGrads(loss, weights);
      tf.dispose(weights);
      return [value, ...grads.values()] as tf.Tensor[];
    });
  });
});
