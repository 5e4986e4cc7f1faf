import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const TIMES = 15;

/** A program that trains a little, as most tests and scripts of a user do. */
const small = (threads: string) => `
  import { adam, Linear, mse, random, setup, train } from '@dl/core';
  await setup({ backend: 'wasm', threads: ${threads} });
  const rng = random(1);
  const model = new Linear(8, 4, { rng });
  const [x, y] = [rng.normal([32, 8]), rng.normal([32, 4])];
  const loss = () => mse(model.forward(x), y);
  for await (const _ of train({ model, optimizer: adam(), batches: () => 0, loss, steps: 20 }));`;

/** Resident memory with so many threads, all of which have worked. */
const large = (threads: number) => `
  import { matMul, random, setup } from '@dl/core';
  await setup({ backend: 'wasm', threads: ${threads} });
  const x = random(1).normal([512, 512]);
  for (let i = 0; i < 60; i++) {
    matMul(x, x).dispose();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  globalThis.gc();
  console.log(process.memoryUsage.rss() / 2 ** 20);`;

/** Time of the small program on one thread over that on as many as there are: each by its fastest run. */
export async function threadsStart() {
  const times = { one: Number.POSITIVE_INFINITY, all: Number.POSITIVE_INFINITY };
  for (let i = 0; i < TIMES; i++) {
    times.one = Math.min(times.one, timeOf(small('1')));
    times.all = Math.min(times.all, timeOf(small("'auto'")));
  }
  return { ours: times.one / times.all };
}

/** MiB more a worker: of four threads over one, by the median of five. */
export async function threadsMemory() {
  const more = Array.from({ length: 5 }, () => (memoryOf(4) - memoryOf(1)) / 3);
  return { ours: more.sort((a, b) => a - b)[2] as number };
}

function timeOf(code: string): number {
  const start = performance.now();
  run(code);
  return performance.now() - start;
}

function memoryOf(threads: number): number {
  return Number(run(large(threads)));
}

function run(code: string): string {
  // Where @dl/core resolves.
  const cwd = fileURLToPath(new URL('..', import.meta.url));
  const args = ['--expose-gc', '--input-type=module', '-e', code];
  return execFileSync(process.execPath, args, { cwd, encoding: 'utf8' });
}
