import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { backendName } from './backend-name';
import { withoutScope } from './without-scope';

const { DL_ISOLATED } = (import.meta as unknown as { env: Record<string, string | undefined> }).env;
const { crossOriginIsolated } = globalThis as { crossOriginIsolated?: boolean };

describe('a project of the tests', () => {
  test('runs on the backend that it is named for', () => {
    expect(tf.getBackend()).toBe(backendName);
  });

  test('shares memory between threads exactly where it is isolated', () => {
    expect(crossOriginIsolated === true).toBe(DL_ISOLATED === 'true');
    if (backendName !== 'wasm') return;
    const threaded = tf.env().get('WASM_HAS_MULTITHREAD_SUPPORT');
    expect(threaded).toBe(crossOriginIsolated === true);
  });
});

describe('a test', () => {
  const all: Record<string, tf.Tensor> = {};
  beforeAll(() => {
    all.tensor = tf.ones([2]);
    all.variable = tf.variable(all.tensor);
  });
  afterAll(() => tf.dispose(all));

  test('may leave tensors and Variables', () => {
    all.left = tf.zeros([3]);
    all.leftVariable = tf.variable(all.left);
  });

  test('finds those of the file, and none of the test before', () => {
    expect(Object.entries(all).map(([name, { isDisposed }]) => [name, isDisposed])).toEqual([
      ['tensor', false],
      ['variable', false],
      ['left', true],
      ['leftVariable', true],
    ]);
  });
});

describe('a test without a scope', () => {
  withoutScope();
  let left: tf.Tensor;

  test('leaves its tensors', () => {
    left = tf.zeros([3]);
  });

  test('which stay', () => {
    expect(left.isDisposed).toBe(false);
    left.dispose();
  });
});
