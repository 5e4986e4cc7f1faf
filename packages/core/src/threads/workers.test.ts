import { cuttingAll, seededTensor, untilReady } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { setup } from '../backend/setup';
import { CORE, type CoreKernels } from '../generated/wasm';
import { matMul } from '../index';
import { type Address, behind } from '../wasm/kernel-module';
import { addressOf, allocate } from '../wasm/output';
import { kernelsOf, shared, together } from '../wasm/registry';
import type { Pool } from './pool';

const { mayRun, useAll } = cuttingAll();

describe.skipIf(!mayRun)('workers', () => {
  test('an error of theirs is one here, and the next job runs', async () => {
    await useAll(2);
    const kernels = kernelsOf(CORE) as CoreKernels;
    const x = seededTensor([64], 1);
    const y = allocate([64]);
    const outside = 4294967000 as Address;
    expect(() =>
      together(1e9, (call) => {
        for (let i = 0; i < 64; i++) call(kernels.tanhForward, outside, outside, 4096);
      }),
    ).toThrow(/out of bounds|memory access/);
    together(1e9, (call) => {
      for (let i = 0; i < 64; i++) {
        call(kernels.tanhForward, behind(addressOf(x), 4 * i), behind(addressOf(y), 4 * i), 1);
      }
    });
    expect(y).toBeClose(tf.tanh(x));
  });

  test('modules that come while workers start, or sleep, reach them', async () => {
    await setup({ backend: 'wasm', threads: 1 });
    const instances = [...shared.instances];
    await setup({ backend: 'wasm', threads: 3 });
    const pool = shared.pool as Pool;
    pool.isWorth(1);
    for (let i = 0; i < 3; i++) {
      // The same module again is a new one to them.
      for (const [name, { module, raw }] of instances) {
        pool.add({ module, raw, isCore: name === CORE.name });
      }
      await untilReady(pool);
    }
    const before = pool.byWorkers;
    const x = seededTensor([260, 260], 1);
    for (let i = 0; i < 50; i++) matMul(x, x).dispose();
    expect(pool.byWorkers).toBeGreaterThan(before);
  });

  test('a job of more calls than the board holds', async () => {
    await useAll(3);
    const x = seededTensor([1000], 1);
    const y = allocate([1000]);
    const kernels = kernelsOf(CORE) as CoreKernels;
    together(1e9, (call) => {
      for (let i = 0; i < 1000; i++) {
        call(kernels.expForward, behind(addressOf(x), 4 * i), behind(addressOf(y), 4 * i), 1);
      }
    });
    expect(y).toBeClose(tf.exp(x));
  });

  test('memory grows while they live', async () => {
    await useAll(3);
    const held: tf.Tensor[] = [];
    for (let i = 0; i < 20; i++) {
      held.push(tf.zeros([2 ** 20]));
      const x = seededTensor([64, 64], 1);
      const square = () => tf.tidy(() => Float32Array.from(matMul(x, x).dataSync()));
      expect(square()).toEqual(square());
      x.dispose();
    }
    tf.dispose(held);
  });

  test('200 starts and stops, then threads that work', async () => {
    for (let i = 0; i < 100; i++) {
      await setup({ backend: 'wasm', threads: 2 });
      shared.pool?.isWorth(1);
      await setup({ backend: 'wasm', threads: 1 });
    }
    await useAll(2);
    const x = seededTensor([260, 260], 1);
    for (let i = 0; i < 50; i++) matMul(x, x).dispose();
    expect(shared.pool?.byWorkers).toBeGreaterThan(0);
  });
});
