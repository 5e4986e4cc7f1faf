import { setup } from '@dl/core';
import { afterAll, beforeAll } from 'vitest';
import { backendName } from './backend-name';
import {
  ALL_WORK,
  mayShareMemory,
  runningPool,
  type Thresholds,
  thresholdsOf,
  untilReady,
} from './running-pool';

/** For the tests of a file: all work is cut, however little it is. `mayRun` says whether memory may be shared. */
export function cuttingAll() {
  const mayRun = backendName === 'wasm' && mayShareMemory();
  let thresholds: Thresholds | undefined;
  let before: Thresholds | undefined;
  beforeAll(async () => {
    if (!mayRun) return;
    await setup({ backend: 'wasm', threads: 2 });
    const pool = runningPool();
    if (pool === undefined) throw new Error('cuttingAll: expected threads, got none');
    thresholds = thresholdsOf(pool);
    before = { worth: thresholds.worth, beforeStart: thresholds.beforeStart };
    Object.assign(thresholds, ALL_WORK);
  });
  afterAll(async () => {
    if (thresholds !== undefined) Object.assign(thresholds, before);
    if (mayRun) await setup({ backend: 'wasm' });
  });
  return { mayRun, useAll };
}

/** Takes `threads` threads, and waits until they are ready. */
async function useAll(threads: number): Promise<void> {
  await setup({ backend: 'wasm', threads });
  const pool = runningPool();
  if (pool !== undefined) await untilReady(pool);
}
