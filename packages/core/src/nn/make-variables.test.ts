import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { makeVariables } from './make-variables';

const variables = () => Object.keys(tf.engine().state.registeredVariables).length;

describe('makeVariables', () => {
  test('gives what is made, and tidies up the rest', () => {
    const before = tf.memory().numTensors;
    const { weight } = makeVariables('Layer', () => ({ weight: tf.variable(tf.ones([2, 3])) }));
    expect(weight.shape).toEqual([2, 3]);
    expect(tf.memory().numTensors - before).toBe(1);
    weight.dispose();
  });

  test('leaves no Variable and no tensor where it fails, at any depth', () => {
    const counts = () => [variables(), tf.memory().numTensors];
    const other = tf.variable(tf.ones([2]));
    const before = counts();
    const make = (depth: number): unknown =>
      makeVariables('Layer', () => {
        const made = [tf.variable(tf.ones([2])), tf.variable(tf.ones([3])), tf.ones([4])];
        if (depth === 0) throw new Error('no more');
        return [made, make(depth - 1)];
      });
    for (const depth of [0, 1, 2]) expect(() => make(depth)).toThrow('no more');
    expect(counts()).toEqual(before);
    expect(other.isDisposed).toBe(false);
    other.dispose();
  });
});
