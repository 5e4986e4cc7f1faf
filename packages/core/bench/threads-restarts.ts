import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const TIMES = 1000;
/** What one worker may take. */
const BUDGET = 15;

/**
 * Starts and ends threads again and again; half of the times they work before. Prints MiB more than after the first half,
 * by when the allocator has what it keeps.
 */
const program = `
  import { matMul, random, setup } from '@dl/core';
  const shared = () => globalThis[Symbol.for('@dl/core/kernels')];
  const turn = () => new Promise((resolve) => setTimeout(resolve, 1));
  await setup({ backend: 'wasm', threads: 1 });
  const x = random(1).normal([256, 256]);
  let first = 0;
  for (let i = 1; i <= ${TIMES}; i++) {
    await setup({ backend: 'wasm', threads: 2 });
    shared().pool.isWorth(1e7);
    for (let k = 0; i % 2 === 0 && k < 1000 && shared().pool.byWorkers === 0; k++) {
      matMul(x, x).dispose();
      await turn();
    }
    await setup({ backend: 'wasm', threads: 1 });
    await turn();
    if (i === ${TIMES / 2}) first = memory();
  }
  function memory() {
    globalThis.gc();
    return process.memoryUsage.rss() / 2 ** 20;
  }
  for (let i = 0; i < 100; i++) await turn();
  console.log(memory() - first);`;

/** MiB that the second half of 1,000 starts and ends of threads leaves behind; each has a turn of the event loop, in which workers end. */
export async function threadsRestarts() {
  // Where @dl/core resolves.
  const cwd = fileURLToPath(new URL('..', import.meta.url));
  const args = ['--expose-gc', '--input-type=module', '-e', program];
  const output = execFileSync(process.execPath, args, { cwd, encoding: 'utf8' });
  return { ours: Math.max(0, Number(output)), peer: BUDGET, peerName: 'budget' };
}
