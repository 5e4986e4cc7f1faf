import { expectNoLeaks, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { detach } from './detach';
import { valueAndGrads } from './value-and-grads';

const EXACT = { absolute: 0, relative: 0 };

describe('detach', () => {
  test('the same values, in the same arrays and objects', () => {
    const a = seededTensor([2, 3], 1);
    const b = seededTensor([5], 2);
    const state = detach({ h: a, parts: [b, a] });
    expect(state.h).toBeClose(a, EXACT);
    expect(state.parts[0]).toBeClose(b, EXACT);
    expect(state.h).not.toBe(a);
    expect(detach(null as unknown as tf.Tensor)).toBe(null);
  });

  test('of a state that holds itself', () => {
    const state: Record<string, unknown> = { h: seededTensor([5], 2) };
    state.self = [state];
    const own = detach(state as never) as unknown as { h: tf.Tensor; self: unknown[] };
    expect(own.h).toBeClose(seededTensor([5], 2), EXACT);
    expect(own.self[0]).toBe(own);
    expect(own).not.toBe(state);
  });

  test('its tensors live on when those that it was given are disposed', () => {
    const a = seededTensor([2, 3], 1);
    const b = detach(a);
    a.dispose();
    expect(b).toBeClose(seededTensor([2, 3], 1), EXACT);
  });

  test('no gradient passes, by valueAndGrads and by tfjs', () => {
    const x = tf.variable(tf.scalar(3));
    const y = tf.variable(tf.scalar(5));
    const f = () => tf.mul(detach(tf.square(x)), y) as tf.Scalar;
    const { value, grads } = valueAndGrads(f, [x, y]);
    expect(value).toBeClose(45, EXACT);
    expect(grads.has(x)).toBe(false);
    expect(grads.get(y)).toBeClose(9, EXACT);
    const [dx, dy] = tf.grads((a, b) => tf.add(tf.mul(detach(a), b), a))([x, y]);
    expect(dx).toBeClose(1, EXACT);
    expect(dy).toBeClose(3, EXACT);
  });

  test('what is before it is not run backward, not even with zeros', () => {
    const x = tf.variable(tf.scalar(0));
    // The slope of a square root is infinite at 0, and 0 times that is NaN.
    const f = () => tf.add(detach(tf.sqrt(x)), tf.mul(x, 2)) as tf.Scalar;
    expect(valueAndGrads(f, [x]).grads.get(x)).toBeClose(2, EXACT);
  });

  test('leaves its tensors and nothing else', async () => {
    const a = seededTensor([2, 3], 1);
    await expectNoLeaks(() => tf.dispose(detach([a, a])));
  });
});
