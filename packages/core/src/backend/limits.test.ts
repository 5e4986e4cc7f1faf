import { backendName } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { setup } from './setup';
import { within } from './within';

const never = new Promise<never>(() => {});

/** Lets time that is faked pass until `work` ends: it may ask for its timers only after files have been loaded. */
async function passTimeUntil(work: Promise<unknown>): Promise<void> {
  let ended = false;
  const end = () => {
    ended = true;
  };
  work.then(end, end);
  while (!ended) {
    await vi.advanceTimersByTimeAsync(1000);
    await new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resolve(undefined);
      };
      port2.postMessage(undefined);
    });
  }
}

afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  await setup({ backend: backendName });
});

describe('within', () => {
  test('gives what comes in time, and the error of it', async () => {
    expect(await within(1000, 'three', 3)).toBe(3);
    expect(await within(1000, 'three', Promise.resolve(3))).toBe(3);
    await expect(within(1000, 'three', Promise.reject(new Error('no')))).rejects.toThrow('no');
  });

  test('ends where nothing comes, and leaves no timer', async () => {
    // Its own timers, known by their time: other tests of the thread may have begun what sets some too.
    const open = new Map<unknown, number>();
    const { setTimeout: set, clearTimeout: clear } = globalThis;
    vi.stubGlobal('setTimeout', (run: () => void, ms: number) => {
      const timer = set(run, ms);
      if (ms === 12.5 || ms === 1234.5) open.set(timer, ms);
      return timer;
    });
    vi.stubGlobal('clearTimeout', (timer: ReturnType<typeof setTimeout>) => {
      open.delete(timer);
      clear(timer);
    });
    await expect(within(12.5, 'an answer', never)).rejects.toThrow(
      'expected an answer within 0.0125 s, got no answer',
    );
    const three = within(1234.5, 'three', Promise.resolve(3));
    expect([...open.values()]).toEqual([1234.5]);
    expect(await three).toBe(3);
    expect(open.size).toBe(0);
  });
});

describe.skipIf(backendName === 'webgpu')('setup ends', () => {
  test('where an adapter never answers, and so does every call behind it', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    vi.stubGlobal('navigator', { gpu: { requestAdapter: () => never } });
    const calls = Promise.all([setup(), setup({ backend: 'cpu' }), setup({ backend: 'wasm' })]);
    await passTimeUntil(calls);
    const [auto, cpu, wasm] = await calls;
    expect([auto.backend, cpu.backend, wasm.backend]).toEqual(['wasm', 'cpu', 'wasm']);
    expect(auto.tried).toEqual(['setup: backend: webgpu: expected a hardware adapter, got none']);
  });

  test('where a backend never starts: the one that ran goes on', async () => {
    await setup({ backend: backendName });
    await import('@tensorflow/tfjs-backend-webgpu');
    // One that another file has started in this page would go on.
    if (tf.findBackendFactory('webgpu') !== null) tf.removeBackend('webgpu');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    vi.stubGlobal('navigator', { gpu: { requestAdapter: () => never } });
    const refused = expect(setup({ backend: 'webgpu' })).rejects.toThrow(
      'setup: backend: expected webgpu to start, got «expected webgpu to start within 30 s, got no answer»',
    );
    await passTimeUntil(refused);
    await refused;
    expect(tf.getBackend()).toBe(backendName);
    expect(tf.add(1, 2)).toBeClose(3);
    // A first start of another one is not held up by it either.
    await setup({ backend: 'cpu' });
    expect(tf.add(1, 2)).toBeClose(3);
  });
});
