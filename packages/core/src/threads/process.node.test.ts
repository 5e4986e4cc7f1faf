import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { workerText } from '../generated/worker-text';

const run = promisify(execFile);

test('the worker is plain JavaScript that imports nothing', () => {
  expect(workerText).not.toMatch(/\bimport\b|\brequire\b/);
  expect(() => new Function(workerText)).not.toThrow();
});

test('a worker that sleeps keeps no process alive', async () => {
  const code = `
    const { Worker } = require('node:worker_threads');
    const worker = new Worker(${JSON.stringify(workerText)}, { eval: true });
    worker.unref();
    const buffer = new SharedArrayBuffer(65536);
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
    new Int32Array(buffer)[4] = 1;
    worker.postMessage({ buffer, memory, index: 1, modules: [] });
    const words = new Int32Array(buffer);
    const wait = () => Atomics.load(words, 2) === 1 ? console.log('asleep') : setTimeout(wait, 5);
    wait();`;
  const { stdout } = await run(process.execPath, ['-e', code], { timeout: 10_000 });
  expect(stdout).toBe('asleep\n');
});
