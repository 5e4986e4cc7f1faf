import { setup } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { ALL_WORK, runningPool, thresholdsOf, untilReady } from './running-pool';

/** So many calls by workers are enough, and so many runs that they did not take part in too many. */
const [FEWEST_CALLS, MOST_RUNS] = [20, 300];

/**
 * Expects that what `run` makes is the same, bit by bit, on 1, 2, 3 and 5 threads with all work cut, however little it is, and
 * that workers did some of it. Everything that `run` makes is freed; it makes the same inputs each time.
 */
export async function expectSameBits(run: () => tf.Tensor[]): Promise<void> {
  const wanted = await bitsOn(1, run);
  for (const threads of [2, 3, 5]) {
    const got = await bitsOn(threads, run);
    expect(got, `on ${threads} threads`).toEqual(wanted);
  }
  await setup({ backend: 'wasm' });
}

async function bitsOn(threads: number, run: () => tf.Tensor[]): Promise<Int32Array[]> {
  await setup({ backend: 'wasm', threads });
  const pool = runningPool();
  if (pool === undefined) return bitsOf(run);
  const thresholds = thresholdsOf(pool);
  const before = { worth: thresholds.worth, beforeStart: thresholds.beforeStart };
  Object.assign(thresholds, ALL_WORK);
  try {
    // Kernels that are compiled by the first run have to reach the workers.
    bitsOf(run);
    await untilReady(pool);
    // Of short jobs the main thread may do all, before a worker wakes.
    let bits = bitsOf(run);
    for (let i = 0; i < MOST_RUNS && pool.byWorkers < FEWEST_CALLS; i++) {
      const again = bitsOf(run);
      expect(again).toEqual(bits);
      bits = again;
    }
    expect(pool.byWorkers, 'calls by workers').toBeGreaterThan(0);
    return bits;
  } finally {
    Object.assign(thresholds, before);
  }
}

function bitsOf(run: () => tf.Tensor[]): Int32Array[] {
  let bits: Int32Array[] = [];
  tf.tidy(() => {
    bits = run().map((x) => new Int32Array(Float32Array.from(x.dataSync()).buffer));
  });
  return bits;
}
