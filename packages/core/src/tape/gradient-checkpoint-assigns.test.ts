import { seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { gradientCheckpoint } from './gradient-checkpoint';
import { valueAndGrads } from './value-and-grads';

/** Two calls in one loss of a function that assigns to a Variable after it has read it. */
function setUp(wrap: typeof gradientCheckpoint) {
  const [v, w] = [1, 2].map((seed) => tf.tidy(() => tf.variable(seededTensor([3], seed)))) as [
    tf.Variable,
    tf.Variable,
  ];
  const f = wrap((x: tf.Tensor) => {
    const y = tf.mul(x, w);
    w.assign(tf.add(w, 1));
    return tf.tanh(y);
  });
  const step = () => {
    const { value, grads } = valueAndGrads(() => tf.sum(f(f(v))), [v, w]);
    return [value, ...grads.values()];
  };
  return { w, step };
}

test('a function that assigns to what it reads has the gradients that it has without', () => {
  const [plain, checkpointed] = [setUp((f) => f), setUp(gradientCheckpoint)];
  for (let i = 0; i < 3; i++) {
    const [wanted, got] = [plain.step(), checkpointed.step()];
    expect(got.length).toBe(3);
    got.forEach((own, k) => void expect(own).toBeClose(wanted[k] as tf.Tensor));
    expect(checkpointed.w).toBeClose(plain.w);
  }
});

test('a function that assigns to what it reads leaves nothing behind', () => {
  const { step } = setUp(gradientCheckpoint);
  const memory = () => {
    tf.tidy(() => void step());
    const { numTensors, numDataBuffers, numBytes } = tf.memory();
    return { numTensors, numDataBuffers, numBytes };
  };
  const first = memory();
  for (let i = 0; i < 3; i++) expect(memory()).toEqual(first);
});

test('one that fails after it has read leaves nothing behind', () => {
  const w = tf.tidy(() => tf.variable(seededTensor([3], 1)));
  const fails = gradientCheckpoint((x: tf.Tensor): tf.Tensor => {
    tf.mul(x, w);
    throw new Error('stop');
  });
  const { numTensors, numDataBuffers } = tf.memory();
  expect(() => valueAndGrads(() => tf.sum(fails(w)), [w])).toThrow('stop');
  const refs = (tf.backend() as unknown as { refCount(id: object): number }).refCount(w.dataId);
  expect(refs).toBe(1);
  expect(tf.memory()).toMatchObject({ numTensors, numDataBuffers });
});
