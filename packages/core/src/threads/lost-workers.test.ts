import { cuttingAll, expectRefusal, seededTensor, untilReady } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { setup } from '../backend/setup';
import { builtin } from '../engine/builtin';
import { isNode } from '../engine/detect';
import { CORE } from '../generated/wasm';
import { matMul } from '../index';
import { addressOf } from '../wasm/output';
import { memoryForThreads, shared, usePool } from '../wasm/registry';
import { Pool, type PoolMemory, type RawKernel } from './pool';

const { mayRun } = cuttingAll();

const SOON = { timeout: 10_000 };

type CoreInstance = { module: WebAssembly.Module; raw: Record<string, RawKernel> };
type AnyWorker = { terminate(): unknown; postMessage(message: unknown): void };

/** The class of workers, in Node or in a page. */
function workerClass(): { prototype: AnyWorker } {
  return isNode() ? builtin('node:worker_threads').Worker : Worker;
}

/** Takes a pool of `threads` threads: what it says of those that it loses, and its workers as they are started. */
function takePool(threads: number) {
  const told = vi.spyOn(workerClass().prototype, 'postMessage');
  const said: string[] = [];
  const pool = new Pool(memoryForThreads() as PoolMemory, threads, (reason) => said.push(reason));
  usePool(pool);
  pool.isWorth(1);
  return { pool, said, workers: () => [...new Set(told.mock.contexts)] as AnyWorker[] };
}

/** Whether products are right: tfjs's own kernel runs on one thread. */
function expectRight(): void {
  const x = seededTensor([260, 33], 1);
  const y = seededTensor([33, 70], 2);
  expect(matMul(x, y)).toBeClose(tf.tidy(() => tf.sum(tf.mul(tf.expandDims(x, 2), y), 1)));
}

afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  Pool.patience = 60_000;
  await setup({ backend: 'wasm', threads: 1 });
});

describe.skipIf(!mayRun)('workers that are lost', () => {
  test('one that is killed while it sleeps: results stay right, and in Node one thread runs', async () => {
    const { pool, said, workers } = takePool(3);
    await untilReady(pool);
    expect(workers()).toHaveLength(2);
    void workers()[0]?.terminate();
    for (let i = 0; i < 20; i++) expectRight();
    // No page hears of it.
    if (isNode()) await vi.waitFor(() => expect(pool.threads).toBe(1), SOON);
    expect(said).toEqual(isNode() ? ['a worker ended with code 1'] : []);
    expectRight();
  });

  // Another program may keep the main thread from killing it in time: then once more.
  test('one that is killed in the middle of a call: an error that says so, then one thread', {
    retry: 5,
  }, async () => {
    const { pool, workers } = takePool(2);
    await untilReady(pool);
    const { module, raw } = shared.instances.get(CORE.name) as CoreInstance;
    const size = 2 ** 24;
    const x = tf.fill([size], 0.5);
    const first = addressOf(x) / 4;
    const heap = new Int32Array((memoryForThreads() as PoolMemory).memory.buffer);
    const half = heap[first];
    let isBusy = false;
    /** The kernel as the main thread has it: it waits until the worker is at work, and kills it. */
    const kill = () => {
      const until = performance.now() + 5000;
      while (Atomics.load(heap, first) === half && performance.now() < until);
      void workers()[0]?.terminate();
      isBusy = Atomics.load(heap, first + size - 1) === half;
    };
    pool.add({ module, raw: { ...raw, tanhForward: kill }, isCore: false });
    await untilReady(pool);
    Pool.patience = 300;
    const job = () => {
      for (let i = 0; i < 2; i++) pool.call(kill, -1, [addressOf(x), addressOf(x), size]);
      pool.run();
    };
    if (isNode()) {
      const message = /^threads: expected each call to end in 0.3 s, .*; one thread runs now$/;
      await expectRefusal(job, message);
      expect(pool.threads).toBe(1);
      // A page lets it end its call.
    } else job();
    expect(isBusy).toBe(true);
    expectRight();
  });

  test('one that does not take a module: one thread, and right results', async () => {
    const { pool, said } = takePool(2);
    await untilReady(pool);
    // Imports `env.nothing`, which nobody has.
    const bytes = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 2, 15, 1, 3];
    const names = [101, 110, 118, 7, 110, 111, 116, 104, 105, 110, 103, 0, 0];
    const module = new WebAssembly.Module(Uint8Array.from([...bytes, ...names]));
    pool.add({ module, raw: {}, isCore: false });
    expectRight();
    await vi.waitFor(() => expect(pool.threads).toBe(1), SOON);
    expect(said).toEqual([
      expect.stringMatching(isNode() ? /^LinkError: .*nothing/ : /^workers do not start/),
    ]);
    expectRight();
  });

  test('workers that cannot be started: one thread, and right results', async () => {
    class Refused {
      constructor() {
        throw new Error('workers are forbidden here');
      }
    }
    if (isNode()) {
      const own = process.getBuiltinModule;
      const without = (name: string) =>
        name === 'node:worker_threads' ? { Worker: Refused } : own(name);
      vi.spyOn(process, 'getBuiltinModule').mockImplementation(without as never);
    } else vi.stubGlobal('Worker', Refused);
    const said: string[] = [];
    const memory = memoryForThreads() as PoolMemory;
    const pool = new Pool(memory, 3, (reason) => said.push(reason));
    usePool(pool);
    for (let i = 0; i < 3; i++) expectRight();
    expect(pool.threads).toBe(1);
    const forbidden = 'workers do not start: worker-src of the page forbids them';
    expect(said).toEqual([isNode() ? 'workers are forbidden here' : forbidden]);
  });
});
