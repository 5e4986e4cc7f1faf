import { seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { gradientCheckpoint } from './gradient-checkpoint';
import { op } from './op';
import { valueAndGrads } from './value-and-grads';

test('gradientCheckpoint holds less memory than the whole network', () => {
  const w = tf.variable(seededTensor([7, 7], 1));
  const x = seededTensor([100, 7], 2);
  let most = 0;
  const look = () => {
    most = Math.max(most, tf.memory().numBytes);
  };
  const layer = (z: tf.Tensor) =>
    op(
      'Look',
      { z },
      {
        forward: () => {
          look();
          return tf.tanh(z);
        },
        save: (y) => ({ y }),
        gradients: (dy, { y }) => ({
          z: () => {
            look();
            return tf.mul(dy, tf.sub(1, tf.square(y)));
          },
        }),
      },
    );
  const peak = (wrap: typeof gradientCheckpoint) => {
    const start = tf.memory().numBytes;
    most = 0;
    const part = wrap((z: tf.Tensor) => {
      for (let i = 0; i < 8; i++) z = layer(tf.matMul(z as tf.Tensor2D, w as never));
      return z;
    });
    tf.tidy(() => {
      valueAndGrads(() => {
        let z = x as tf.Tensor;
        for (let i = 0; i < 8; i++) z = part(z);
        return tf.sum(z) as tf.Scalar;
      }, [w]);
    });
    return most - start;
  };
  // 128 results of 2,800 bytes without; with them 8 that stay, and 16 of one part at a time.
  const [whole, parts] = [peak((f) => f), peak(gradientCheckpoint)];
  expect(whole).toBeGreaterThan(128 * 2800);
  expect(parts).toBeLessThan(40 * 2800);
});
