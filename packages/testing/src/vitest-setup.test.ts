import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { backendName } from './backend-name';

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
