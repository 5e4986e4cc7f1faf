import { backendName, expectNoLeaks, expectRefusal } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { hasRelaxedSimd, isIsolated, isNode } from '../engine/detect';
import { setup } from './setup';
import { hardwareAdapter } from './webgpu';

afterEach(async () => {
  vi.unstubAllGlobals();
  await setup({ backend: backendName });
});

describe('setup', () => {
  test('says what runs on wasm', async () => {
    const runtime = await setup({ backend: 'wasm' });
    expect(tf.getBackend()).toBe('wasm');
    const { threads, kernels, ...rest } = runtime;
    expect(rest).toEqual({
      backend: 'wasm',
      simd: true,
      relaxedSimd: hasRelaxedSimd(),
      adapter: undefined,
      tried: [],
    });
    // Others may have been loaded into this page or thread before.
    expect(kernels[0]).toBe('@dl/core');
    expect(threads).toBeGreaterThanOrEqual(1);
    if (!isNode() && !isIsolated()) expect(threads).toBe(1);
  });

  test('says what runs on cpu', async () => {
    expect(await setup({ backend: 'cpu' })).toEqual({
      backend: 'cpu',
      simd: false,
      relaxedSimd: false,
      threads: 1,
      kernels: [],
      adapter: undefined,
      tried: [],
    });
    expect(tf.getBackend()).toBe('cpu');
  });

  test('may be called again, and goes from one to the other', async () => {
    const first = await setup({ backend: 'wasm' });
    const backend = tf.backend();
    expect(await setup({ backend: 'wasm' })).toEqual(first);
    expect(tf.backend()).toBe(backend);
    await setup({ backend: 'cpu' });
    const x = tf.tensor([1, 2, 3]);
    await setup({ backend: 'wasm' });
    expect(tf.backend()).toBe(backend);
    expect(tf.add(x, x)).toBeClose([2, 4, 6]);
    await expectNoLeaks(() => setup({ backend: 'wasm' }));
  });

  test('calls that overlap wait for one another, and leave the console as it was', async () => {
    const { console: terminal } = globalThis;
    const { warn } = terminal;
    const [cpu, wasm] = await Promise.all([setup({ backend: 'cpu' }), setup({ backend: 'wasm' })]);
    expect([cpu.backend, wasm.backend, tf.getBackend()]).toEqual(['cpu', 'wasm', 'wasm']);
    expect(terminal.warn).toBe(warn);
    const refused = setup({ backend: 'tpu' as never });
    await expect(refused).rejects.toThrow('setup: backend: expected "auto", ');
    expect((await setup({ backend: 'cpu' })).backend).toBe('cpu');
  });

  test.skipIf(backendName === 'webgpu')(
    'auto takes wasm where no hardware adapter answers',
    async () => {
      const { backend, tried } = await setup();
      expect(backend).toBe('wasm');
      expect(tried).toEqual(['setup: backend: webgpu: expected a hardware adapter, got none']);
      expect((await setup({ backend: 'auto' })).backend).toBe('wasm');
    },
  );

  test('refuses a name that it does not know', async () => {
    for (const name of ['webgl', 'toString', '', 3]) {
      const error = await expectRefusal(
        () => setup({ backend: name as never }),
        `setup: backend: expected "auto", "wasm", "webgpu" or "cpu", got ${JSON.stringify(name)}`,
      );
      expect(error).toBeInstanceOf(RangeError);
    }
    expect(tf.getBackend()).toBe(backendName);
  });
});

const THREADS = /^setup: threads: expected "auto" or an integer from 1 to 64, got /;

test.each([true, 'no', '2', null, 0, -1, 1.5, Number.NaN, 65, 10_000])(
  '%j threads are refused',
  async (threads) => {
    await expectRefusal(() => setup({ threads } as never), THREADS);
  },
);

describe('the options of setup', () => {
  test.each([
    [null, 'setup: expected an object of options, got null'],
    ['wasm', 'setup: expected an object of options, got "wasm"'],
    [
      { backends: 'wasm' },
      'setup: expected an option of backend, threads or wasm, got "backends" (is it backend?)',
    ],
    [
      { wasm: 3 },
      'setup: wasm: expected a URL, a path, bytes, or a function that gives one of them, got 3',
    ],
    [{ wasm: '' }, /^setup: wasm: expected a URL/],
    [{ wasm: new Uint8Array(0) }, /^setup: wasm: expected a URL/],
    [{ wasm: {} }, /^setup: wasm: expected a URL/],
  ])('%j is refused', async (options, message) => {
    await expectRefusal(() => setup(options as never), message);
    expect((await setup({ backend: backendName })).backend).toBe(backendName);
  });

  test('wasm counts at the first start, and is no fault later', async () => {
    for (const wasm of ['/nowhere/', new URL('https://example.test/'), () => '/nowhere/']) {
      expect((await setup({ backend: 'wasm', wasm })).backend).toBe('wasm');
    }
  });
});

describe.skipIf(backendName === 'webgpu')('a WebGPU that is not there', () => {
  const inNode = typeof process !== 'undefined' && process.versions?.node !== undefined;
  const what = inNode ? 'install the package webgpu (and a driver)' : 'use a browser with WebGPU';
  const hint = `tried navigator.gpu; ${what}, or backend: "wasm"`;

  test('is an error that says what was tried and what to do', async () => {
    vi.stubGlobal('navigator', { gpu: null });
    await expectRefusal(
      () => setup({ backend: 'webgpu' }),
      `setup: backend: expected webgpu to start, got no navigator.gpu; ${hint}`,
    );
    expect(tf.getBackend()).toBe(backendName);
  });

  test('one that does not start leaves the backend that ran', async () => {
    // One that another file has started in this page would go on.
    if (tf.findBackendFactory('webgpu') !== null) tf.removeBackend('webgpu');
    vi.stubGlobal('navigator', { gpu: { requestAdapter: async () => null } });
    const error = await expectRefusal(
      () => setup({ backend: 'webgpu' }),
      /^setup: backend: expected webgpu to start, got «no adapter answers»; tried navigator\.gpu/,
    );
    expect(error.message.endsWith(hint)).toBe(true);
    expect(tf.getBackend()).toBe(backendName);
    expect(tf.add(1, 2)).toBeClose(3);
  });
});

describe('hardwareAdapter', () => {
  const answer = (adapter: unknown) => {
    vi.stubGlobal('navigator', { gpu: { requestAdapter: async () => adapter } });
    return hardwareAdapter();
  };
  const info = { vendor: 'acme', architecture: 'one', device: '', description: 'Acme One' };

  test('is what a real GPU says of itself', async () => {
    expect(await answer({ info })).toEqual(info);
  });

  test('is nothing without WebGPU, without an answer, or in software', async () => {
    vi.stubGlobal('navigator', { gpu: null });
    expect(await hardwareAdapter()).toBeUndefined();
    vi.stubGlobal('navigator', { gpu: { requestAdapter: () => Promise.reject(new Error('x')) } });
    expect(await hardwareAdapter()).toBeUndefined();
    expect(await answer(null)).toBeUndefined();
    expect(await answer({ info, isFallbackAdapter: true })).toBeUndefined();
    expect(await answer({ info: { ...info, isFallbackAdapter: true } })).toBeUndefined();
    for (const description of ['llvmpipe', 'Google SwiftShader', 'Microsoft Basic Render Driver']) {
      expect(await answer({ info: { ...info, description } })).toBeUndefined();
    }
  });
});
